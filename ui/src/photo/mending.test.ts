import { screen, waitFor, within } from "@testing-library/dom";
import { expect, test } from "vitest";
import { fireEvent, inWindow, press, start } from "../../dev/testing";
import { refusal, use } from "../../dev/things";
import type { Refusal } from "../shared/wire/Refusal";
import type { Remedy } from "../shared/wire/Remedy";

inWindow();

/** Opens a photo that the gate refuses, with these ways out. */
async function refused(remedies: Remedy[], more: Partial<Refusal> = {}) {
  const shell = await start({ photos: 1 });
  shell.refuse([{ ...refusal("G02", "It is not settled.", "Settle it.", remedies), ...more }]);
  const given: Record<string, unknown>[] = [];
  for (const command of ["set_use", "set_people", "link", "dismiss_suggestion", "set_regions"])
    shell.before.set(command, (with_) => {
      given.push({ command, ...with_ });
      return Promise.resolve();
    });
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("It is not settled.");
  const { consents } = await import("../consent/consents.svelte");
  await consents.load();
  const { photos } = await import("./photos.svelte");
  await waitFor(() => expect(photos.unsettled(0) || photos.detail?.suggestions === null).toBe(false));
  const checks = () => shell.asked.filter((command) => command === "check").length;
  return { shell, given, checks };
}
const buttons = () =>
  within(document.querySelector("[data-refusal]") as HTMLElement)
    .queryAllByRole("button")
    .map((it) => it.textContent?.trim());
const focused = () => document.activeElement?.getAttribute("name");

test("an agreed use is set at once, the gate is asked again, and the keys stay at the verdict", async () => {
  const ofPress = { purpose: "press", audience: "public", outlet: null };
  const { given, checks } = await refused([{ step: "choose-use", agreed: [ofPress, use] }]);
  await fireEvent.change(screen.getByLabelText("Purpose"), { target: { value: "textbook" } });
  const before = checks();
  await press("Set the use: Press · The public");
  await waitFor(() => expect(checks()).toBeGreaterThan(before));
  expect(given).toEqual([{ command: "set_use", photos: [0], use: ofPress }]);
  expect(screen.getByLabelText("Purpose")).toHaveProperty("value", "press");
  expect(document.activeElement?.hasAttribute("data-outcome")).toBe(true);
});

test("a use that nobody has agreed to yet is chosen by hand", async () => {
  await refused([{ step: "choose-use", agreed: [] }]);
  expect(buttons()).toEqual(["Choose the use"]);
  await press("Choose the use");
  expect(focused()).toBe("purpose");
});

test("each record that would clear has a button with its person and its id, and is linked at once", async () => {
  const { given, checks } = await refused([
    { step: "link-record", person: "Case 0042", records: ["r1", "r2"] },
  ]);
  expect(buttons()).toEqual(["Link the record of Case 0042 (r1)", "Link the record of Case 0042 (r2)"]);
  const before = checks();
  await press("Link the record of Case 0042 (r2)");
  await waitFor(() => expect(checks()).toBeGreaterThan(before));
  expect(given).toEqual([{ command: "link", photos: [0], record: "r2" }]);
});

test("a record that is missing is entered from the refusal", async () => {
  const { given } = await refused([{ step: "add-record", person: "Case 0042" }]);
  await press("Enter a new record for Case 0042");
  expect(await screen.findByRole("heading", { name: "New consent record" })).toBeTruthy();
  expect(screen.getByLabelText(/^Person/)).toHaveProperty("value", "Case 0042");
  expect(focused()).toBe("form-version");
  await press("Keep the record");
  await waitFor(() => expect(given).toEqual([{ command: "link", photos: [0], record: "r3" }]));
  expect(await screen.findByRole("heading", { level: 2, name: "People" })).toBeTruthy();
});

test("the fields that a refusal names are marked in the record, and the first has the focus", async () => {
  await refused([{ step: "correct-record", record: "r1", fields: ["form-version", "signed-on", "uses"] }]);
  await press("Correct the record of Case 0042");
  await screen.findByRole("button", { name: "Keep the record" });
  expect(focused()).toBe("signed-on");
  const marked = [...document.querySelectorAll("[data-field] .wrong")].map(
    (it) => it.closest<HTMLElement>("[data-field]")?.dataset.field,
  );
  expect(marked).toEqual(["signedOn", "formVersion", "uses"]);
});

test("a form that is missing has the button that attaches it under the keys", async () => {
  await refused([{ step: "attach-form", record: "r1" }]);
  await press("Attach the form to the record of Case 0042");
  await screen.findByRole("button", { name: "Keep the record" });
  expect(document.activeElement?.textContent).toContain("Another file");
});

test.each([
  [{ step: "correct-record", record: "r1", fields: ["signed-on"] }, "Correct the record of Case 0042"],
  [{ step: "attach-form", record: "r1" }, "Attach the form to the record of Case 0042"],
] as [Remedy, string][])("a record that lacks something opens in correction: %o", async (remedy, words) => {
  await refused([remedy]);
  await press(words);
  expect(await screen.findByRole("heading", { level: 1, name: /Case 0042/ })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Keep the record" })).toBeTruthy();
});

test("what is being filled in is not lost to a press under a refusal", async () => {
  await refused([
    { step: "correct-record", record: "r1", fields: [] },
    { step: "add-record", person: null },
  ]);
  const { consents } = await import("../consent/consents.svelte");
  const { session } = await import("../shared/session.svelte");
  await consents.open("r2");
  consents.entering = "correction";
  await press("Correct the record of Case 0042");
  expect(consents.record?.summary.id).toBe("r2");
  session.place = "photos";
  await screen.findByRole("button", { name: "Enter a new record" });
  await press("Enter a new record");
  expect(consents.entering).toBe("correction");
});

test("a count that would do is saved at once, and one that is not known is asked for", async () => {
  const { given, checks } = await refused([
    { step: "count-people", people: 3 },
    { step: "count-people", people: null },
  ]);
  await press("Count the people");
  expect(focused()).toBe("count");
  const before = checks();
  await press("Save that it shows 3 people");
  await waitFor(() => expect(checks()).toBeGreaterThan(before));
  expect(given).toEqual([{ command: "set_people", photos: [0], count: 3 }]);
  expect(screen.getByLabelText("How many people does this photo show?")).toHaveProperty("value", "3");
});

test("that nobody is in the photo is declared where it is asked, unfolded", async () => {
  const { shell } = await refused([{ step: "declare-no-person" }]);
  shell.alter(0, (detail) => ({
    ...detail,
    summary: { ...detail.summary, people: { ...detail.summary.people, linked: [] } },
  }));
  const { photos } = await import("./photos.svelte");
  await photos.load();
  await press("Declare that it shows no person");
  expect(focused()).toBe("declared-by");
  expect(document.activeElement?.closest("details")?.open).toBe(true);
});

test("faces that are none are set aside at once", async () => {
  const { given, checks } = await refused([{ step: "dismiss-faces", faces: [0] }]);
  const before = checks();
  await press("Set the suggestion aside: not a face");
  await waitFor(() => expect(checks()).toBeGreaterThan(before));
  expect(given).toEqual([{ command: "dismiss_suggestion", photo: 0, index: 0, dismissed: true }]);
});

test("a face that was found is hidden at once and not twice", async () => {
  const { shell, checks } = await refused([{ step: "hide-faces", faces: [0] }]);
  const before = checks();
  await press("Hide 1 face");
  await waitFor(() => expect(checks()).toBeGreaterThan(before));
  const face = { shape: { kind: "ellipse", x: 660, y: 450, width: 200, height: 220 }, face: true };
  expect(shell.regions(0)).toMatchObject([face]);
  await screen.findByRole("button", { name: "Hide 1 face" });
  await press("Hide 1 face");
  expect(shell.regions(0)).toHaveLength(1);
});

test("a place in the photo is hidden at once and not twice", async () => {
  const place = { x: 10, y: 20, width: 300, height: 400 };
  const { shell, checks } = await refused([{ step: "hide-places", places: [place] }]);
  const before = checks();
  await press("Hide 1 place in the picture");
  await waitFor(() => expect(checks()).toBeGreaterThan(before));
  expect(shell.regions(0)).toMatchObject([{ shape: { kind: "rectangle", ...place }, face: false }]);
  await screen.findByRole("button", { name: "Hide 1 place in the picture" });
  await press("Hide 1 place in the picture");
  expect(shell.regions(0)).toHaveLength(1);
});

test("a mark is hidden where somebody draws, never at a guessed place, and only that region has its name", async () => {
  const { shell } = await refused([{ step: "hide-marks", marks: ["tattoo"] }]);
  await press("Draw a region over: tattoo");
  expect(shell.regions(0)).toHaveLength(0);
  expect(
    screen.getByText(/The next region you draw is named “tattoo”/, { selector: ".awaited" }),
  ).toBeTruthy();
  await press("Add region");
  await press("Add region");
  await waitFor(() => expect(shell.regions(0).map(({ name }) => name)).toEqual(["tattoo", null]));
  await screen.findByRole("button", { name: "Draw a region over: tattoo" });
  await press("Draw a region over: tattoo");
  await press("Do not name it");
  await press("Add region");
  await waitFor(() => expect(shell.regions(0).map(({ name }) => name)).toEqual(["tattoo", null, null]));
});

test("the day is asked for at its field", async () => {
  await refused([{ step: "set-taken-on", from: "2026-01-01", to: "2026-01-02" }], { id: "G13" });
  await press("Enter the day it was taken (2026-01-01 to 2026-01-02?)");
  expect(focused()).toBe("taken-on");
});

test("the checklist is shown with what is open in it", async () => {
  await refused([{ step: "confirm-checklist", items: ["labels"] }]);
  await press("Go to the checklist");
  const box = screen.getByRole("checkbox", { name: /^Wristbands/ });
  expect(document.activeElement).toBe(box);
  const said = () => document.getElementById(box.getAttribute("aria-describedby") ?? "")?.textContent;
  expect(said()).toBe("Not confirmed yet");
  expect(document.querySelectorAll("[data-open]")).toHaveLength(1);
  await fireEvent.click(box);
  expect(document.querySelectorAll("[data-open]")).toHaveLength(0);
});

test("the copies made under a record are listed in Exports", async () => {
  const { shell } = await refused([{ step: "see-copies", record: "r1" }]);
  let asked: unknown;
  shell.before.set("copies", ({ query }) => Promise.resolve((asked = query)));
  await press("See the copies made for Case 0042");
  expect(await screen.findByRole("heading", { level: 1, name: "Exports" })).toBeTruthy();
  await waitFor(() => expect(asked).toMatchObject({ text: "r1" }));
});

test("who is missing is listed where it is asked, and one place has one button", async () => {
  await refused([
    { step: "list-people" },
    { step: "link-record", person: null, records: [] },
    { step: "declare-bystander" },
    { step: "count-people", people: null },
  ]);
  expect(buttons()).toEqual(["Say who is in it", "Declare a hidden bystander", "Count the people"]);
  await press("Say who is in it");
  expect(focused()).toBe("listed");
  await press("Declare a hidden bystander");
  expect(document.activeElement?.closest("[data-bystander]")).toHaveProperty("open", true);
});

test("who is counted first is not asked for as a list too", async () => {
  await refused([
    { step: "count-people", people: null },
    { step: "list-people" },
    { step: "declare-no-person" },
  ]);
  expect(buttons()).toEqual(["Count the people", "Declare that it shows no person"]);
});

test("a no has no button", async () => {
  await refused([{ step: "respect" }]);
  expect(buttons()).toEqual([]);
});

test("a step without a command of its own leads to its section", async () => {
  await refused([{ step: "relink-photo" }, { step: "link-record", person: null, records: [] }]);
  expect(buttons()).toEqual(["Go to People"]);
  await press("Go to People");
  expect(document.activeElement?.closest("[data-part]")?.getAttribute("data-part")).toBe("people");
});

test("each button is described by the refusal's sentence, and why is told in its source's words", async () => {
  await refused([{ step: "count-people", people: 1 }], { quote: "One form, one person.", source: "The ICO" });
  const line = document.querySelector("[data-refusal]") as HTMLElement;
  const described = within(line).getByRole("button").getAttribute("aria-describedby") ?? "";
  expect(document.getElementById(described)?.textContent).toContain("It is not settled.");
  const why = within(line).getByText("Why");
  expect(why.closest("details")?.open).toBe(false);
  expect(within(line).getByText("“One form, one person.”")).toBeTruthy();
  expect(within(line).getByText("The ICO")).toBeTruthy();
});
