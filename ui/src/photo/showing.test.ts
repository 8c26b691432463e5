import { screen, waitFor, within } from "@testing-library/dom";
import axe from "axe-core";
import { expect, test } from "vitest";
import { fireEvent, inWindow, press, start } from "../../dev/testing";
import { refusal } from "../../dev/things";

inWindow();

/** Opens a photo whose person asked to see the copy first. */
async function asked() {
  const shell = await start({ photos: 1 });
  shell.refuse([
    refusal("G24", "They asked to see the final picture.", "Show it.", [
      { step: "show-copy", person: "Case 0042" },
    ]),
  ]);
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("They asked to see the final picture.");
  return shell;
}
const dialog = () => within(screen.getByRole("dialog"));

test("the refusal shows the copy, and the answer is recorded with who gave it and who showed it", async () => {
  const shell = await asked();
  let given: unknown = null;
  shell.before.set("record_answer", (with_) => Promise.resolve(void (given = with_)));
  await press("Show the copy to Case 0042");
  const picture = await dialog().findByRole("img");
  expect(picture.getAttribute("src")).toContain("0/0/held/");
  const record = dialog().getByRole("button", { name: "Record the answer" });
  expect(record).toHaveProperty("disabled", true);
  await fireEvent.input(dialog().getByLabelText("Shown by"), { target: { value: "Dr A" } });
  // No answer is no yes.
  expect(record).toHaveProperty("disabled", true);
  await fireEvent.click(dialog().getByLabelText(/^No, not this copy/));
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(violations).toEqual([]);
  const checks = () => shell.asked.filter((command) => command === "check").length;
  const before = checks();
  await fireEvent.click(record);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const answer = { digest: "5f".repeat(32), person: "Case 0042", agreed: false, by: "Dr A" };
  expect(given).toEqual({ photo: { photo: 0, version: 0 }, answer });
  await waitFor(() => expect(checks()).toBeGreaterThan(before));
});

test("it is shown from the people of the photo too, and a failure is said where it happened", async () => {
  const shell = await asked();
  const stale = { code: "stale", message: "This photo changed after it was shown." };
  shell.before.set("copy_to_show", () => Promise.reject(stale as unknown as Error));
  await press("Show the copy to somebody in it…");
  expect((await dialog().findByRole("alert")).textContent).toContain("changed after it was shown");
  expect(dialog().queryByRole("button", { name: "Record the answer" })).toBeNull();
});

test("nobody agrees to a picture that could not be drawn", async () => {
  const shell = await asked();
  await press("Show the copy to Case 0042");
  const picture = await dialog().findByRole("img");
  await fireEvent.input(dialog().getByLabelText("Shown by"), { target: { value: "Dr A" } });
  await fireEvent.click(dialog().getByLabelText(/^Yes, this copy/));
  picture.dispatchEvent(new Event("error"));
  await dialog().findByText(/cannot draw it/);
  expect(dialog().getByRole("button", { name: "Record the answer" })).toHaveProperty("disabled", true);
  expect(shell.asked).not.toContain("record_answer");
});
