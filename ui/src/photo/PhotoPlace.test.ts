import { fireEvent as fire, screen, waitFor, within } from "@testing-library/dom";
import { expect, test, vi } from "vitest";
import { close, fireEvent, inWindow, press, start } from "../../dev/testing";
import type { Finding } from "../shared/wire/Finding";
import type { PhotoDetail } from "../shared/wire/PhotoDetail";

inWindow();

/** Opens a photo whose detail is as given. */
async function openWith(change: (detail: PhotoDetail) => PhotoDetail) {
  const shell = await start({ photos: 1 });
  shell.alter(0, change);
  const { photos } = await import("./photos.svelte");
  await photos.load();
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("Gives away");
  return shell;
}
const part = (name: string) => document.querySelector(`[data-part="${name}"]`) as HTMLElement;

test("what a photo gives away stands under its headings, with the part, its size and its place on demand", async () => {
  await openWith((detail) => detail);
  const headings = within(part("gives")).getAllByRole("heading", { level: 3 });
  expect(headings.map((it) => it.textContent?.trim())).toEqual([
    "Where",
    "Names of people",
    "Hidden pictures",
    "When",
    "Camera or phone",
  ]);
  const name = within(part("gives")).getByText("Jo Bloggs").closest("details");
  expect(name?.open).toBe(false);
  expect(name?.textContent?.replace(/\s+/g, " ")).toContain(
    "Part of the file Exif, Artist Its size 812 bytes Begins at byte 20",
  );
});

test("a place is on a map that is called by its words, and a place without one brings no map", async () => {
  await openWith((detail) => detail);
  const map = within(part("gives")).getByRole("img", { name: /^On a map of the world: 48° 12′ 29″ north/ });
  expect(map.querySelectorAll(".mark")).toHaveLength(1);
  close();
  await openWith((detail) => ({
    ...detail,
    findings: detail.findings.map((it) => ({ ...it, position: null })),
  }));
  expect(part("gives").querySelector("[data-map]")).toBeNull();
});

test("the hidden picture itself is shown, and larger when it is asked for", async () => {
  await openWith((detail) => detail);
  const look = within(part("gives")).getByRole("button", { name: /^Look at it larger: A small copy/ });
  expect(look.querySelector("img")?.getAttribute("src")).toContain("0/0/hidden-3/256");
  await fireEvent.click(look);
  const large = await screen.findByAltText("The picture that is hidden in the file");
  expect(large.getAttribute("src")).toContain("0/0/hidden-3/1600");
  await press("Close");
  await waitFor(() => expect(document.querySelector("dialog")).toBeNull());
});

test("two hundred findings show their beginning, and the rest when it is asked for", async () => {
  await openWith((detail) => ({
    ...detail,
    findings: Array.from({ length: 200 }, (_, i) => ({
      ...(detail.findings[0] as Finding),
      reveals: "text",
      value: `Words ${i}`,
      position: null,
    })),
  }));
  const lines = () => part("gives").querySelectorAll("details").length;
  expect(lines()).toBe(4);
  await press("And 196 more");
  expect(lines()).toBe(104);
  await press("And 96 more");
  expect(lines()).toBe(200);
  expect(screen.queryByRole("button", { name: /more$/ })).toBeNull();
});

test("an animation says that every frame stays, and asks for a look at each", async () => {
  await openWith((detail) => {
    const picture = {
      format: "PNG",
      width: 1600,
      height: 1067,
      shows: { kind: "animation", count: 12 },
    } as const;
    return { ...detail, summary: { ...detail.summary, picture } };
  });
  expect(screen.getByText(/An animation of 12 frames/).textContent).toContain("all of them stay in the copy");
  expect(within(part("checklist")).getByText(/Every one of the 12 frames/)).toBeTruthy();
  await press("All photos");
  expect(screen.getByText("12 frames")).toBeTruthy();
});

/** The shell has no picture, for this reason. */
function noPicture(code: string, message: string) {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response(JSON.stringify({ code, message }), { status: 404 })),
  );
  for (const image of document.querySelectorAll(".paper img")) fire.error(image);
}

test("a picture that cannot be drawn here takes no regions and has to be looked at elsewhere first", async () => {
  await openWith((detail) => detail);
  const add = screen.getByRole("button", { name: "Add region" });
  expect(add).toHaveProperty("disabled", false);
  noPicture("no-preview", "The picture cannot be shown: twelve bits.");
  expect(await screen.findByText("No preview for this picture here")).toBeTruthy();
  expect(add).toHaveProperty("disabled", true);
  const boxes = within(part("checklist")).getAllByRole<HTMLInputElement>("checkbox");
  for (const box of boxes.slice(1)) await fireEvent.click(box);
  await fireEvent.input(screen.getByLabelText("Your name", { selector: '[name="checked-by"]' }), {
    target: { value: "A. Reader" },
  });
  const confirm = screen.getByRole("button", { name: "I have looked for each of these" });
  expect(confirm).toHaveProperty("disabled", true);
  await fireEvent.click(
    within(part("checklist")).getByLabelText("The picture itself, opened in another program"),
  );
  expect(confirm).toHaveProperty("disabled", false);
});

test("a preview that fails for another reason says that reason and nothing about cleaning", async () => {
  await openWith((detail) => detail);
  noPicture("unsupported", "Regions cannot be hidden in a picture of this format yet.");
  expect(await screen.findByText(/Regions cannot be hidden in a picture of this format yet/)).toBeTruthy();
  expect(screen.queryByText(/cleaned and checked/)).toBeNull();
  expect(screen.getByRole("button", { name: "Add region" })).toHaveProperty("disabled", false);
});
