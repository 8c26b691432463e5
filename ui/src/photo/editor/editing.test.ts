import { fireEvent as fire, screen, waitFor, within } from "@testing-library/dom";
import { expect, test } from "vitest";
import { fireEvent, hold, inWindow, press, start } from "../../../dev/testing";
import type { Shape } from "../../shared/wire/Shape";

inWindow();

async function open(photos = 1) {
  const shell = await start({ photos });
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("Hidden regions");
  return shell;
}

const stage = () => document.querySelector(".stage") as HTMLElement;
const focused = () => document.activeElement as HTMLElement;
const key = (key: string, more: object = {}) => fireEvent.keyDown(focused(), { key, ...more });
const regions = () => screen.queryAllByRole("button", { name: /^Region \d/ });
const named = (name: RegExp) => screen.getByRole("button", { name });
const list = () => screen.getByRole("listbox", { name: /^Regions/ });
const suggestions = () => document.querySelector(".suggestions") as HTMLElement;
const said = () => document.querySelector("[role=status]")?.textContent ?? "";
const views = () =>
  [...document.querySelectorAll<HTMLElement>(".layer:not(.away)")].map((layer) => layer.dataset["view"]);

test("a region is added, moved, resized, copied and deleted by keyboard, and each step can be undone", async () => {
  await open();
  expect(focused()).toBe(stage());
  await key("Enter");
  expect(focused()).toBe(named(/^Region 1, rectangle, blur, 400 by 267 pixels at 600, 400$/));
  await key("ArrowLeft");
  expect(focused().ariaLabel ?? focused().getAttribute("aria-label")).toContain("at 598, 400");
  await key("ArrowUp", { shiftKey: true });
  expect(focused().getAttribute("aria-label")).toContain("at 598, 382");
  await key("ArrowRight", { altKey: true });
  expect(focused().getAttribute("aria-label")).toContain("402 by 267");
  await key("d", { ctrlKey: true });
  expect(focused()).toBe(named(/^Region 2/));
  await key("Delete");
  expect(regions()).toHaveLength(1);
  expect(focused()).toBe(named(/^Region 1/));
  await key("Delete");
  expect(focused()).toBe(stage());
  for (const left of [1, 2, 1]) {
    await key("z", { ctrlKey: true });
    expect(regions()).toHaveLength(left);
  }
  expect(said()).toBe("Undone.");
  await key("z", { ctrlKey: true });
  expect(named(/^Region 1/).getAttribute("aria-label")).toContain("400 by 267 pixels at 598, 382");
  await key("z", { ctrlKey: true });
  expect(named(/^Region 1/).getAttribute("aria-label")).toContain("at 600, 400");
  await key("y", { ctrlKey: true });
  expect(named(/^Region 1/).getAttribute("aria-label")).toContain("at 598, 382");
});

test("an ellipse and a polygon can be made without a pointer, and the polygon corner by corner", async () => {
  const shell = await open();
  await key("e");
  await key("Enter");
  expect(regions().map((it) => it.getAttribute("aria-label"))).toEqual([
    "Region 1, ellipse, blur, 400 by 267 pixels at 600, 400",
  ]);
  await key("Escape");
  expect(focused()).toBe(stage());
  await key("p");
  await key("Enter");
  expect(focused()).toBe(named(/^Region 2, polygon/));
  await key("PageDown");
  expect(said()).toBe("Corner 1 of 6, at 700, 400");
  await key("ArrowUp", { shiftKey: true });
  await key("Insert");
  expect(said()).toContain("Corner 2 of 7");
  await key("Delete");
  await key("Escape");
  await waitFor(() => expect(shell.regions(0)).toHaveLength(2));
  const { shape } = shell.regions(0)[1] as { shape: Extract<Shape, { kind: "polygon" }> };
  expect(shape.corners).toHaveLength(6);
  expect(shape.corners[0]).toEqual([700, 382]);
});

test("a region is drawn by pointer with the chosen tool and is told to the shell once", async () => {
  const shell = await open();
  await press("Ellipse");
  const at = (x: number, y: number) => ({ pointerId: 1, button: 0, clientX: x, clientY: y });
  fire.pointerDown(stage(), at(100, 300));
  fire.pointerMove(stage(), at(150, 350));
  fire.pointerMove(stage(), at(200, 400));
  await waitFor(() => expect(document.querySelector("path.over.chosen")).toBeTruthy());
  expect(shell.asked).not.toContain("set_regions");
  fire.pointerUp(stage(), at(200, 400));
  await waitFor(() => expect(focused()).toBe(regions()[0]));
  expect(shell.asked.filter((command) => command === "set_regions")).toHaveLength(1);
  await waitFor(() => expect(shell.regions(0)[0]?.shape.kind).toBe("ellipse"));
});

test("style, colour, face and name are those of the chosen region, and of no other", async () => {
  const shell = await open();
  await key("Enter");
  await key("Escape");
  await key("Enter");
  await fireEvent.change(screen.getByLabelText("Hide with"), { target: { value: "fill" } });
  await fireEvent.input(screen.getByLabelText("Fill colour"), { target: { value: "#f3b05a" } });
  await fireEvent.change(screen.getByLabelText("Fill colour"), { target: { value: "#f3b05a" } });
  await fireEvent.click(screen.getByLabelText("This is a face"));
  await fireEvent.change(screen.getByLabelText("What it hides"), { target: { value: "  tattoo " } });
  await waitFor(() => expect(shell.regions(0)[1]?.name).toBe("tattoo"));
  expect(shell.regions(0)[1]).toMatchObject({ style: { kind: "fill", colour: "#f3b05a" }, face: true });
  expect(shell.regions(0)[0]).toMatchObject({ style: { kind: "blur" }, face: false, name: null });
  expect(named(/^Region 2, rectangle, fill, face, tattoo, /)).toBeTruthy();
  await fireEvent.click(named(/^Region 1/));
  expect(screen.getByLabelText("Hide with")).toHaveProperty("value", "blur");
});

test("a region is offered the names of the marks that the linked records ask to have hidden", async () => {
  await open();
  await key("Enter");
  const field = screen.getByLabelText<HTMLInputElement>("What it hides");
  const offered = () => [...(field.list?.options ?? [])].map((it) => it.value);
  await waitFor(() => expect(offered()).toEqual(["tattoo"]));
});

test("a pinch on a Mac's touchpad zooms to where it is", async () => {
  await open();
  const pinch = (type: string, scale: number) =>
    fire(
      stage(),
      Object.assign(new Event(type, { cancelable: true }), { scale, clientX: 450, clientY: 450 }),
    );
  pinch("gesturestart", 1);
  expect(pinch("gesturechange", 2)).toBe(false);
  await screen.findByText("109%");
});

test("letters that are typed into a field are no tools", async () => {
  await open();
  await key("Enter");
  const name = screen.getByLabelText("What it hides");
  name.focus();
  for (const letter of ["e", "p", "c", "Delete", "1"]) await key(letter);
  expect(screen.getByRole("button", { name: "Rectangle" }).getAttribute("aria-pressed")).toBe("true");
  expect(regions()).toHaveLength(1);
  expect(views()).toEqual(["output"]);
});

test("the list says every region in its order, chooses by arrows and deletes", async () => {
  await open();
  for (let i = 0; i < 3; i++) {
    await key("Enter");
    await key("Escape");
  }
  const options = within(list()).getAllByRole("option");
  expect(options.map((it) => it.getAttribute("aria-label")?.slice(0, 19))).toEqual([
    "Region 1, rectangle",
    "Region 2, rectangle",
    "Region 3, rectangle",
  ]);
  await fireEvent.keyDown(list(), { key: "ArrowDown" });
  await fireEvent.keyDown(list(), { key: "ArrowDown" });
  expect(options.map((it) => it.getAttribute("aria-selected"))).toEqual(["false", "true", "false"]);
  expect(list().getAttribute("aria-activedescendant")).toBe(options[1]?.id);
  await fireEvent.keyDown(list(), { key: "Delete" });
  expect(within(list()).getAllByRole("option")).toHaveLength(2);
  await fireEvent.keyDown(list(), { key: "Enter" });
  expect(focused()).toBe(named(/^Region 2/));
});

test("the original is seen while C or the button is held, and no longer", async () => {
  await open();
  expect(views()).toEqual(["output"]);
  await key("c");
  expect(views()).toEqual(["original"]);
  expect(said()).toBe("The original.");
  fire.keyUp(focused(), { key: "c" });
  await waitFor(() => expect(views()).toEqual(["output"]));
  const button = screen.getByRole("button", { name: "Hold to compare" });
  for (const [down, up] of [
    [() => fire.pointerDown(button, { button: 0 }), () => fire.pointerUp(button)],
    [() => fire.keyDown(button, { key: " " }), () => fire.keyUp(button, { key: " " })],
    [() => fire.pointerDown(button, { button: 0 }), () => fire.blur(window)],
    [() => fire.keyDown(button, { key: "Enter" }), () => fire.blur(button)],
  ] as const) {
    down();
    await waitFor(() => expect(views()).toEqual(["original"]));
    up();
    await waitFor(() => expect(views()).toEqual(["output"]));
  }
});

test("at 1:1 the picture is asked for in exact parts of this very version", async () => {
  await open();
  const parts = () =>
    [...document.querySelectorAll<HTMLImageElement>(".paper .part img")].map((it) =>
      it.getAttribute("src")?.replace(/.*\?|#.*/g, ""),
    );
  expect(parts()).toEqual([]);
  await key("1");
  expect(parts()).toContain("0/0/output/crop/0,0,1024,1024");
  await press("Zoom out");
  expect(parts()).toEqual([]);
  await key("1");
  await key("Enter");
  await waitFor(() => expect(parts()).toContain("0/1/output/crop/0,0,1024,1024"));
  await key("0");
  expect(parts()).toEqual([]);
  expect(screen.getByRole("button", { name: "Fit" }).getAttribute("aria-pressed")).toBe("true");
});

test("the wheel with Ctrl zooms to the pointer, and by itself moves the picture", async () => {
  await open();
  const left = () => Number.parseFloat(document.querySelector<HTMLElement>(".paper")?.style.left ?? "");
  const percent = () => screen.getByText(/^\d+%$/).textContent;
  const turn = (given: object) => fire.wheel(stage(), { clientX: 16, clientY: 450, ...given });
  expect(percent()).toBe("54%");
  expect(turn({ deltaY: -500, ctrlKey: true })).toBe(false);
  await waitFor(() => expect(percent()).toBe("109%"));
  expect(left()).toBe(16);
  turn({ deltaX: 100 });
  await waitFor(() => expect(left()).toBe(-84));
  expect(percent()).toBe("109%");
});

test("Delete without a chosen region deletes and chooses nothing", async () => {
  await open();
  await key("Enter");
  await key("Escape");
  await key("Delete");
  expect(regions()).toHaveLength(1);
  expect(focused()).toBe(stage());
});

test("a photo whose finder failed says so, and not of the next photo", async () => {
  const shell = await start({ photos: 2 });
  shell.before.set("look_for_suggestions", ({ photo }) =>
    photo === 0 ? Promise.reject({ code: "no-preview", message: "It cannot be shown." }) : Promise.resolve(),
  );
  shell.alter(1, (detail) => ({ ...detail, suggestions: [] }));
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("No suggestions for this photo. Look yourself.");
  await press("Next photo");
  await within(suggestions()).findByText("Nothing was suggested. Look yourself.");
});

test("a region that is moved by keys stays in sight", async () => {
  await open();
  for (let i = 0; i < 4; i++) await key("+");
  await key("Enter");
  const left = () => Number.parseFloat(focused().style.left);
  for (let i = 0; i < 60; i++) await key("ArrowRight", { shiftKey: true });
  expect(left()).toBeLessThan(900);
  expect(focused().getAttribute("aria-label")).toMatch(/at 1\d{3}, /);
});

test("suggestions come by themselves, hide nothing, and each is accepted or set aside by hand", async () => {
  const shell = await open();
  await within(suggestions()).findByText("3 suggestions; check yourself");
  expect(shell.asked).not.toContain("set_regions");
  expect(document.querySelectorAll("path.over.offer")).toHaveLength(3);
  await press(/^Accept: Face 1/);
  await waitFor(() => expect(shell.regions(0)).toHaveLength(1));
  expect(shell.regions(0)[0]).toMatchObject({ shape: { kind: "ellipse", x: 660, y: 450 }, face: true });
  expect(focused()).toBe(screen.getByRole("button", { name: /^Accept: Text 2/ }));
  await press(/^Not this one: Text 2/);
  await within(suggestions()).findByText("1 suggestion; check yourself");
  expect(within(suggestions()).getByText(/1 set aside/)).toBeTruthy();
  await press("Accept all");
  await within(suggestions()).findByText("No suggestion is left. Look yourself.");
  await waitFor(() => expect(shell.regions(0)).toHaveLength(2));
  await press("Suggest them again");
  await within(suggestions()).findByText("1 suggestion; check yourself");
  await press("Undo");
  await within(suggestions()).findByText("2 suggestions; check yourself");
});

test("a photo on which nothing was found never reads as if it were safe", async () => {
  const shell = await start({ photos: 2 });
  const look = hold(shell, "look_for_suggestions");
  const grid = await screen.findByRole("listbox");
  await fireEvent.keyDown(grid, { key: "End" });
  await fireEvent.keyDown(grid, { key: "Enter" });
  await screen.findByText("Looking for faces, text and codes…");
  await press("Add region");
  look();
  await within(suggestions()).findByText("Nothing was suggested. Look yourself.");
  expect(regions()).toHaveLength(1);
  expect(document.body.textContent).not.toMatch(/safe to|no faces/i);
});

test("a finder that cannot look says so, and the window works on", async () => {
  const shell = await start({ photos: 1 });
  shell.before.set("look_for_suggestions", () =>
    Promise.reject({ code: "no-preview", message: "The picture cannot be shown." }),
  );
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("No suggestions for this photo. Look yourself.");
  expect(screen.queryByRole("alert")).toBeNull();
});

test("regions go to other photos of the same size when they are asked for, and to no others", async () => {
  const shell = await open(4);
  shell.alter(2, (detail) => ({
    ...detail,
    summary: {
      ...detail.summary,
      picture: { format: "JPEG", width: 10, height: 10, shows: { kind: "still" } },
    },
  }));
  const { photos } = await import("../photos.svelte");
  await photos.load();
  await key("Enter");
  await press("Use these regions on other photos…");
  const boxes = within(document.querySelector("dialog") as HTMLElement).getAllByRole("checkbox");
  expect(boxes.map((it) => it.dataset["carry"])).toEqual(["1"]);
  await fireEvent.click(boxes[0] as HTMLElement);
  await press("Use on 1 photo");
  await waitFor(() => expect(shell.regions(1)).toHaveLength(1));
  expect(said()).toBe("Regions set on 1 photo.");
});

test("the keys are listed when they are asked for", async () => {
  await open();
  await key("?");
  expect(screen.getByText("Hold to compare with the original")).toBeTruthy();
});

test("two hundred regions can be gone past, and each is there to be heard", async () => {
  const shell = await start({ photos: 1 });
  shell.alter(0, (detail) => ({
    ...detail,
    regions: Array.from({ length: 200 }, (_, i) => ({
      shape: { kind: "rectangle", x: (i % 20) * 70, y: Math.floor(i / 20) * 90, width: 40, height: 40 },
      style: { kind: "mosaic" },
      face: false,
      name: null,
    })),
  }));
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("Hidden regions");
  expect(regions()).toHaveLength(200);
  await press("Go past 200 regions");
  expect(focused()).toBe(list());
});
