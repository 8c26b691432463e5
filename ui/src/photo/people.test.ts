import { screen, waitFor, within } from "@testing-library/dom";
import { expect, test } from "vitest";
import { fireEvent, inWindow, press, start } from "../../dev/testing";
import { record } from "../../dev/things";
import type { People } from "../shared/wire/People";
import type { Shape } from "../shared/wire/Shape";
import type { Standing } from "../shared/wire/Standing";
import { contains } from "./editor/shapes";
import { boxIn, fitting, inPictures, tally } from "./people";

inWindow();

const people = (more: Partial<People>): People => ({
  count: null,
  listed: [],
  linked: [],
  bystanders: [],
  noPerson: null,
  ...more,
});
const linked = (person: string, id: string, standing: Standing = "active") => ({
  person,
  record: id,
  standing,
});
const listed = (person: string) => ({ person, place: null });

test("a person is one person, however many of their records are linked", () => {
  const two = people({ count: 3, listed: [listed("A")], linked: [linked("A", "1"), linked("A", "2")] });
  expect(inPictures([two])).toMatchObject([{ person: "A", photos: 1, records: [{}, {}] }]);
  expect(tally(two)).toEqual({ count: 3, agreed: 1, of: 3, settled: false });
});

test("a consent that does not speak any more counts for nobody, and a hidden bystander needs none", () => {
  const place = { x: 1, y: 1, width: 9, height: 9 };
  const all = people({
    count: 3,
    linked: [linked("A", "1", "withdrawn"), linked("B", "2", "expiring")],
    bystanders: [{ place, by: "A. Reader", reason: null }],
  });
  expect(tally(all)).toEqual({ count: 3, agreed: 1, of: 2, settled: false });
  expect(tally({ ...all, linked: [linked("A", "1"), linked("B", "2")] }).settled).toBe(true);
});

test("of several photos it is said in how many of them somebody is, and no place", () => {
  const place = { x: 1, y: 1, width: 9, height: 9 };
  const first = people({ listed: [{ person: "A", place }] });
  const second = people({ listed: [listed("A")], linked: [linked("B", "1")] });
  expect(inPictures([first])[0]?.place).toEqual(place);
  expect(inPictures([first, second]).map((it) => [it.person, it.photos, it.place])).toEqual([
    ["A", 2, null],
    ["B", 1, null],
  ]);
});

test("short names keep their chips beside long ones, and there is room for the number of the others", () => {
  expect(fitting(["Case 0042", "J. B.", "Ward visitor with a long name"])).toBe(2);
  expect(fitting(["J. B.", "Ward visitor with a long name"])).toBe(2);
  expect(fitting(["A", "B", "C", "D"])).toBe(4);
  expect(fitting(Array.from({ length: 10 }, () => "x".repeat(90)))).toBe(1);
  expect(fitting([])).toBe(0);
});

test.each([
  { kind: "rectangle", x: 10, y: 20, width: 101, height: 51 },
  { kind: "ellipse", x: 10, y: 20, width: 100, height: 61 },
  {
    kind: "polygon",
    corners: [
      [0, 50],
      [50, 0],
      [100, 50],
      [50, 100],
    ],
  },
] as Shape[])("the box of a bystander lies wholly in the region that hides them: %o", (shape) => {
  const box = boxIn(shape);
  if (!box) throw new Error("no box");
  expect(box.width * box.height).toBeGreaterThan(1000);
  for (const x of [box.x, box.x + box.width])
    for (const y of [box.y, box.y + box.height]) expect(contains(shape, { x, y })).toBe(true);
});

const opened = async (photo = 0) => {
  const shell = await start({ photos: 7 });
  const grid = await screen.findByRole("listbox");
  for (let i = 0; i < photo; i++) await fireEvent.keyDown(grid, { key: "ArrowRight" });
  await fireEvent.keyDown(grid, { key: "Enter" });
  await screen.findByRole("button", { name: "All photos" });
  const asked: Record<string, unknown>[] = [];
  for (const command of [
    "list_person",
    "take_off_person",
    "declare_bystander",
    "take_back_bystander",
    "link",
  ])
    shell.before.set(command, (given) => Promise.resolve(void asked.push({ command, ...given })));
  return { shell, asked };
};
const row = (person: string) =>
  screen.getAllByRole("listitem").find((it) => it.dataset.person === person) as HTMLElement;
const list = async (person: string) => {
  await fireEvent.input(screen.getByLabelText("Someone in it"), { target: { value: person } });
  await press("Add");
  await waitFor(() => expect(row(person)).toBeTruthy());
};

test("somebody without a record is in the photo and still to ask, and is taken off again", async () => {
  const { asked } = await opened(1);
  await list("Case 7");
  expect(within(row("Case 7")).getByText("Still to ask")).toBeTruthy();
  await press("Take Case 7 off");
  await waitFor(() => expect(document.querySelector("[data-person='Case 7']")).toBeNull());
  expect(asked).toEqual([
    { command: "list_person", photos: [1], person: "Case 7", place: null },
    { command: "take_off_person", photos: [1], person: "Case 7" },
  ]);
});

test("where somebody is is taken from a face that was found, and forgotten again", async () => {
  const { asked } = await opened(0);
  const { photos } = await import("./photos.svelte");
  await waitFor(() => expect(photos.detail?.suggestions).toBeTruthy());
  await press("Say where Case 0042 is in the picture");
  await press("Face 1");
  const place = { x: 660, y: 450, width: 200, height: 220 };
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ person: "Case 0042", place }));
  await press("Change where Case 0042 is in the picture");
  await press("Forget the place");
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ person: "Case 0042", place: null }));
  expect(asked.map((it) => it.command)).toEqual(["list_person", "list_person"]);
});

test("where somebody is is drawn with the keys alone, and hides nothing", async () => {
  const { asked, shell } = await opened(0);
  await press("Say where Case 0042 is in the picture");
  await press("Draw it");
  expect(screen.getByText("Where is Case 0042?", { selector: "strong" })).toBeTruthy();
  const stage = document.querySelector(".stage") as HTMLElement;
  expect(document.activeElement).toBe(stage);
  for (let i = 0; i < 3; i++) await fireEvent.keyDown(stage, { key: "ArrowRight" });
  await fireEvent.keyDown(stage, { key: "ArrowDown", altKey: true });
  await fireEvent.keyDown(stage, { key: "Enter" });
  await waitFor(() => expect(asked).toHaveLength(1));
  // In the middle of the picture, three steps of two pixels to the right, and a step higher.
  expect(asked[0]).toMatchObject({ person: "Case 0042", place: { x: 606, y: 400, width: 400, height: 269 } });
  expect(shell.regions(0)).toEqual([]);
  expect(screen.queryByText("Where is Case 0042?", { selector: "strong" })).toBeNull();

  await press("Change where Case 0042 is in the picture");
  await press("Draw it");
  await fireEvent.keyDown(stage, { key: "Escape" });
  expect(screen.queryByText("Where is Case 0042?", { selector: "strong" })).toBeNull();
  expect(asked).toHaveLength(1);
});

test("a bystander is declared over the region that hides them, by name and reason, and taken back", async () => {
  const { asked } = await opened(1);
  const declare = screen.getByText("Somebody is only a bystander").closest("details") as HTMLDetailsElement;
  declare.open = true;
  expect(within(declare).getByText(/First hide them/)).toBeTruthy();
  await press("Add region");
  await fireEvent.change(await screen.findByLabelText("The region that hides them"), {
    target: { value: "0" },
  });
  const fill = (name: string, value: string) =>
    fireEvent.input(declare.querySelector(`[name=${name}]`) as Element, { target: { value } });
  await fill("bystander-by", "A. Reader");
  await fill("bystander-reason", "Walked past");
  await press("Declare a hidden bystander");
  expect(await screen.findByText("Declared by A. Reader: Walked past")).toBeTruthy();
  const place = { x: 600, y: 400, width: 400, height: 267 };
  expect(asked[0]).toMatchObject({ photo: 1, bystander: { place, by: "A. Reader", reason: "Walked past" } });
  await press("Take back: Hidden bystander 1");
  await waitFor(() => expect(screen.queryByText("Declared by A. Reader: Walked past")).toBeNull());
  expect(asked.at(-1)).toEqual({ command: "take_back_bystander", photo: 1, place });
});

test("only a record that still says something is offered", async () => {
  const shell = await start({ photos: 2 });
  const standings: Standing[] = ["withdrawn", "superseded", "entered-in-error", "expired", "draft"];
  for (const standing of standings) {
    const kept = record(standing, `Case ${standing}`);
    shell.keep({ ...kept, summary: { ...kept.summary, standing } });
  }
  const { consents } = await import("../consent/consents.svelte");
  await consents.load();
  const grid = await screen.findByRole("listbox");
  await fireEvent.keyDown(grid, { key: "End" });
  await fireEvent.keyDown(grid, { key: "Enter" });
  const options = within(await screen.findByLabelText("Consent record")).getAllByRole("option");
  const offered = options.map((it) => (it as HTMLOptionElement).value);
  expect(offered).toEqual(["", "r1", "r2", "draft", "expired"]);
});

test("a selection shares its people: one press lists somebody in all of the photos", async () => {
  const shell = await start({ photos: 7 });
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "a", ctrlKey: true });
  await press("People…");
  let given: unknown;
  shell.before.set("list_person", (asked) => Promise.resolve((given = asked)));
  await list("Case 7");
  expect(given).toMatchObject({ photos: [0, 1, 2, 4, 5, 6], person: "Case 7", place: null });
  expect(row("Case 0042").textContent).toContain("in 2 of 6");
  expect(row("Case 7").textContent).not.toContain(" of 6");
});

test("ten people with long names stay in their tile, and are all read out", async () => {
  await start({ photos: 7 });
  const tile = (await screen.findAllByRole("option"))[6] as HTMLElement;
  const chips = tile.querySelector(".persons") as HTMLElement;
  expect(chips.querySelectorAll(".person")).toHaveLength(1);
  expect(within(chips).getByText("+9")).toBeTruthy();
  expect(chips.querySelector(".unseen")?.textContent).toMatch(/Person 1, .*; Person 9, .*; Case 0042/);
  expect(within(tile).getByText("10 people · 1 of 10 linked")).toBeTruthy();
});

/** Lets something go on the tile at a place of the list. */
async function dropOn(
  shell: Awaited<ReturnType<typeof start>>,
  at: number,
  files: "documents" | "one-picture",
) {
  const tile = (await screen.findAllByRole("option"))[at] as HTMLElement;
  document.elementFromPoint = () => tile.querySelector("strong");
  await shell.drop(files, { x: 5, y: 5 });
}

test("a form that the register knows is linked at once to every photo that is chosen", async () => {
  const shell = await start({ photos: 3 });
  const grid = await screen.findByRole("listbox");
  await fireEvent.keyDown(grid, { key: "a", ctrlKey: true });
  shell.knowForm(["r2"]);
  let given: unknown;
  shell.before.set("link", (asked) => Promise.resolve((given = asked)));
  await dropOn(shell, 1, "documents");
  await screen.findByRole("heading", { name: "Link to 3 photos" });
  await press(/^Link the record of Case 0043/);
  await waitFor(() => expect(given).toEqual({ photos: [0, 1, 2], record: "r2" }));
  await waitFor(() => expect(document.querySelector("dialog")).toBeNull());
  expect(shell.asked).toContain("discard_form");
});

test("a form on a record that says nothing any more begins another record", async () => {
  const shell = await start({ photos: 1 });
  const kept = record("r9", "Case 9");
  shell.keep({ ...kept, summary: { ...kept.summary, standing: "entered-in-error" } });
  shell.knowForm(["r9"]);
  await dropOn(shell, 0, "documents");
  expect(await screen.findByRole("heading", { name: "New consent record" })).toBeTruthy();
});

test("a new form dropped on a photo begins a record that is linked to it once it is kept", async () => {
  const shell = await start({ photos: 2 });
  await dropOn(shell, 1, "documents");
  expect(await screen.findByText("Once it is kept it is linked to IMG_1001.jpg.")).toBeTruthy();
  let given: unknown;
  shell.before.set("link", (asked) => Promise.resolve((given = asked)));
  await fireEvent.input(screen.getByLabelText(/^Person/), { target: { value: "Case 9" } });
  await press("Keep the record");
  await waitFor(() => expect(given).toEqual({ photos: [1], record: "r3" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Photos" })).toBeTruthy();
});

test("what is to be linked is not, where somebody says so or leaves", async () => {
  const shell = await start({ photos: 2 });
  await dropOn(shell, 1, "documents");
  await screen.findByText(/^Once it is kept/);
  await press("Do not link it");
  await fireEvent.input(screen.getByLabelText(/^Person/), { target: { value: "Case 9" } });
  await press("Keep the record");
  await screen.findByRole("heading", { level: 1, name: "Case 9" });
  expect(shell.asked).not.toContain("link");
});

test.each([
  ["Another photo", "add_dropped", "form_from_drop"],
  ["A signed consent form", "form_from_drop", "add_dropped"],
])("a picture dropped on a photo is what somebody says it is: %s", async (answer, taken, not) => {
  const shell = await start({ photos: 2 });
  await dropOn(shell, 0, "one-picture");
  await screen.findByRole("heading", { name: "What is this picture?" });
  expect(shell.asked).not.toContain(taken);
  await press(answer);
  await waitFor(() => expect(shell.asked).toContain(taken));
  expect(shell.asked).not.toContain(not);
});

test("a picture beside the photos is a photo, and a form in an open photo is for that one", async () => {
  const shell = await start({ photos: 2 });
  await screen.findAllByRole("option");
  await shell.drop("one-picture");
  await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(4));
  await fireEvent.keyDown(screen.getByRole("listbox"), { key: "Enter" });
  await screen.findByRole("button", { name: "All photos" });
  document.elementFromPoint = () => document.querySelector(".stage");
  await shell.drag("documents");
  expect(await screen.findByText("Let go to link this form to this photo")).toBeTruthy();
  await shell.drop("documents");
  expect(await screen.findByText("Once it is kept it is linked to IMG_1000.jpg.")).toBeTruthy();
});
