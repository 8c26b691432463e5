import { fireEvent as fire, screen, waitFor } from "@testing-library/dom";
import { expect, test } from "vitest";
import { fireEvent, inWindow, press, start } from "../../../dev/testing";

inWindow();

const output = () => [...document.querySelectorAll<HTMLImageElement>("[data-view=output] img")];
const asked = () => decodeURIComponent(output().at(-1)?.src ?? "");
const arrives = () => fire.load(output().at(-1) as HTMLImageElement);

test("what regions do is seen at once, and then in the very output", async () => {
  await start({ photos: 1 });
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("Hidden regions");
  for (const version of [0, 1]) {
    await waitFor(() => expect(asked()).toMatch(new RegExp(`\\?0/${version}/at-once/`)));
    arrives();
    await waitFor(() => expect(asked()).toMatch(new RegExp(`\\?0/${version}/output/`)));
    expect(output()).toHaveLength(2);
    arrives();
    await waitFor(() => expect(output()).toHaveLength(1));
    if (version === 0) await press(/^Add region/);
  }
});

test("what hiding does to the copy beside hiding is said once something is hidden", async () => {
  const shell = await start({ photos: 1 });
  shell.alter(0, (detail) => ({ ...detail, hiding: "The copy becomes a JPEG picture." }));
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("Hidden regions");
  expect(screen.queryByText("The copy becomes a JPEG picture.")).toBeNull();
  await press(/^Add region/);
  expect(await screen.findByText("The copy becomes a JPEG picture.")).toBeTruthy();
});
