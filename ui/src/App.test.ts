import { screen, waitFor, within } from "@testing-library/dom";
import { expect, test } from "vitest";
import { fireEvent, hold, inWindow, press, start } from "../dev/testing";
import { refusal } from "../dev/things";

inWindow();

test("the first run makes a register only with the same passphrase twice", async () => {
  await start({ lock: "absent" });
  const make = screen.getByRole("button", { name: "Make the register" });
  await fireEvent.input(screen.getByLabelText("Passphrase"), { target: { value: "four dry words here" } });
  await fireEvent.input(screen.getByLabelText("The same passphrase again"), { target: { value: "four" } });
  expect(make).toHaveProperty("disabled", true);
  await fireEvent.input(screen.getByLabelText("The same passphrase again"), {
    target: { value: "four dry words here" },
  });
  await fireEvent.click(make);
  expect(await screen.findByRole("heading", { level: 1, name: "Photos" })).toBeTruthy();
});

test("a wrong passphrase is said in a plain sentence", async () => {
  await start({ lock: "locked" });
  await fireEvent.input(screen.getByLabelText("Passphrase"), { target: { value: "wrong" } });
  await press("Unlock");
  expect((await screen.findByRole("alert")).textContent).toContain("does not open the register");
});

test("an empty list says what to do next", async () => {
  await start({ photos: 0 });
  expect(await screen.findByText("Drop photos here")).toBeTruthy();
});

test("of a thousand photos only those in view are drawn, and a file that cannot be read says why", async () => {
  await start({ photos: 1000 });
  const drawn = await screen.findAllByRole("option");
  expect(drawn.length).toBeLessThan(60);
  expect(drawn[0]?.getAttribute("aria-setsize")).toBe("1000");
  expect(screen.getByText(/This is not a picture Safelight can read/)).toBeTruthy();
});

test("dropped photos are added, and a dropped document begins a consent record", async () => {
  const shell = await start({ photos: 0 });
  await shell.drop();
  expect(await screen.findAllByRole("option")).toHaveLength(2);
  await shell.drop("documents");
  expect(await screen.findByText("New consent record")).toBeTruthy();
});

test("arrow keys move through the grid, Space selects, Enter opens", async () => {
  await start();
  const grid = await screen.findByRole("listbox");
  await fireEvent.keyDown(grid, { key: "ArrowRight" });
  await fireEvent.keyDown(grid, { key: " " });
  expect(within(grid).getAllByRole("option")[1]?.getAttribute("aria-selected")).toBe("true");
  await fireEvent.keyDown(grid, { key: "Enter" });
  expect(await screen.findByRole("button", { name: "All photos" })).toBeTruthy();
});

test("a use is shared by the whole selection", async () => {
  const shell = await start();
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "a", ctrlKey: true });
  await press("Use…");
  await fireEvent.change(screen.getByLabelText("Purpose"), { target: { value: "press" } });
  await fireEvent.change(screen.getByLabelText("Who will see it"), { target: { value: "public" } });
  await press("Set the use");
  await waitFor(() => expect(shell.asked.filter((command) => command === "set_use")).toHaveLength(1));
});

test("from refusals with remedies to a cleared export", async () => {
  const shell = await start({ photos: 2 });
  const grid = await screen.findByRole("listbox");
  await fireEvent.keyDown(grid, { key: "End" });
  await fireEvent.keyDown(grid, { key: "Enter" });
  expect(await screen.findByText("Not yet")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Export a clean copy" })).toHaveProperty("disabled", true);

  await press("Choose the use");
  expect(document.activeElement?.getAttribute("name")).toBe("purpose");
  await fireEvent.change(screen.getByLabelText("Purpose"), { target: { value: "teaching" } });
  await fireEvent.change(screen.getByLabelText("Who will see it"), { target: { value: "institution" } });
  await press("Set the use");
  await waitFor(() => expect(screen.queryByText("G01")).toBeNull());

  expect(screen.queryByRole("button", { name: "Go to People" })).toBeNull();
  await press("Save that it shows 2 people");
  await waitFor(() => expect(screen.queryByText("G03")).toBeNull());
  await fireEvent.input(screen.getByLabelText("How many people does this photo show?"), {
    target: { value: "1" },
  });
  await press("Save");
  await waitFor(() => expect(screen.queryByText("G03")).toBeNull());

  for (const box of within(document.querySelector('[data-part="checklist"]') as HTMLElement).getAllByRole(
    "checkbox",
  ))
    await fireEvent.click(box);
  await fireEvent.input(screen.getByLabelText("Your name", { selector: '[name="checked-by"]' }), {
    target: { value: "A. Reader" },
  });
  await press("I have looked for each of these");
  // In the verdict and again beside the button, which the verdict may be scrolled away from.
  expect(await screen.findAllByText("Cleared")).toHaveLength(2);
  await press("Export a clean copy");
  expect(await screen.findByText("photo-k3v7qd2m.jpg")).toBeTruthy();
  expect(shell.asked).toContain("export_photos");
});

/** Opens the first photo and clears it; the shell pretends that all is well. */
async function openCleared(shell: Awaited<ReturnType<typeof start>>) {
  shell.clearAll();
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await waitFor(() => expect(exportButton()).toHaveProperty("disabled", false));
}
const exportButton = () => screen.getByRole("button", { name: "Export a clean copy" });
const shownRegions = () => screen.queryAllByRole("button", { name: /^Region \d/ });

test("nothing is exported while regions are on their way or being checked, and then as it is shown", async () => {
  const shell = await start({ photos: 1 });
  await openCleared(shell);
  const letGo = hold(shell, "set_regions");
  await press("Add region");
  for (let i = 0; i < 10; i++) await fireEvent.keyDown(shownRegions()[0] as Element, { key: "ArrowLeft" });
  expect(exportButton()).toHaveProperty("disabled", true);
  const checked = hold(shell, "check");
  letGo();
  await waitFor(() => expect(shell.asked.at(-1)).toBe("check"));
  expect(exportButton()).toHaveProperty("disabled", true);
  checked();
  await waitFor(() => expect(exportButton()).toHaveProperty("disabled", false));
  expect(shell.regions(0)[0]).toMatchObject({ shape: { x: 600 - 10 * 2, y: 400 } });
  let shown: unknown;
  shell.before.set("export_photos", ({ photos }) => Promise.resolve((shown = photos)));
  await fireEvent.click(exportButton());
  expect(shown).toEqual([{ photo: 0, version: 2 }]);
});

test("regions that could not be kept are not shown as if they were", async () => {
  const shell = await start({ photos: 1 });
  await openCleared(shell);
  shell.before.set("set_regions", () =>
    Promise.reject({ code: "register-disk", message: "The disk is full." }),
  );
  await press("Add region");
  expect((await screen.findByRole("alert")).textContent).toContain("The disk is full.");
  await waitFor(() => expect(shownRegions()).toHaveLength(0));
  expect(screen.getByRole("button", { name: "Undo" })).toHaveProperty("disabled", true);
});

test("a photo that is opened again quickly has the region that was still on its way", async () => {
  const shell = await start({ photos: 2 });
  await openCleared(shell);
  const letGo = hold(shell, "set_regions");
  await press("Add region");
  await press("Next photo");
  await screen.findByText("IMG_1001.jpg");
  await press("Previous photo");
  letGo();
  await waitFor(() => expect(shownRegions()).toHaveLength(1));
});

test("a photo that changed on the disk is shown anew, and why is said", async () => {
  const shell = await start({ photos: 1 });
  await openCleared(shell);
  await press("Add region");
  await waitFor(() => expect(exportButton()).toHaveProperty("disabled", false));
  shell.replaceFile(0);
  await fireEvent.click(exportButton());
  expect((await screen.findAllByText(/changed on the disk/)).length).toBeGreaterThan(0);
  await waitFor(() => expect(shownRegions()).toHaveLength(0));
});

test("what is being typed stays when an answer of the gate comes in", async () => {
  await start({ photos: 2 });
  const grid = await screen.findByRole("listbox");
  await fireEvent.keyDown(grid, { key: "End" });
  await fireEvent.keyDown(grid, { key: "Enter" });
  await screen.findByText("Not yet");
  const count = screen.getByLabelText("How many people does this photo show?");
  const outlet = screen.getByLabelText(/^Outlet/);
  const name = screen.getByLabelText("Your name", { selector: '[name="checked-by"]' });
  await fireEvent.input(count, { target: { value: "4" } });
  await fireEvent.input(outlet, { target: { value: "The Journal" } });
  await fireEvent.input(name, { target: { value: "A. Rea" } });
  await press("Add region");
  const { session } = await import("./shared/session.svelte");
  session.name = "Somebody else";
  const { photos } = await import("./photo/photos.svelte");
  await photos.load();
  await waitFor(() => expect(photos.unsettled(1)).toBe(false));
  expect(count).toHaveProperty("value", "4");
  expect(outlet).toHaveProperty("value", "The Journal");
  expect(name).toHaveProperty("value", "A. Rea");
});

test("ticks of the checklist stay when an answer comes in and go when the regions change", async () => {
  const shell = await start({ photos: 1 });
  const look = hold(shell, "look_for_suggestions");
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("Checklist");
  const part = document.querySelector('[data-part="checklist"]') as HTMLElement;
  const boxes = () => within(part).getAllByRole<HTMLInputElement>("checkbox");
  for (const box of boxes()) await fireEvent.click(box);
  look();
  await screen.findByText(/3 suggestions; check yourself/, { selector: "p *" });
  const { photos } = await import("./photo/photos.svelte");
  await waitFor(() => expect(photos.unsettled(0)).toBe(false));
  expect(boxes().every((box) => box.checked)).toBe(true);
  await press("Add region");
  await waitFor(() => expect(boxes().some((box) => box.checked)).toBe(false));
});

test("a second form keeps what was typed and takes the first one's place only when asked to", async () => {
  const shell = await start();
  await shell.drop("documents");
  await fireEvent.input(await screen.findByLabelText("Person"), { target: { value: "Case 0050" } });
  await shell.drop("documents");
  expect(await screen.findByText(/What you have typed stays/, { selector: "form p" })).toBeTruthy();
  expect(shell.asked).not.toContain("discard_form");
  await press("Use the new form");
  expect(shell.asked.filter((command) => command === "discard_form")).toHaveLength(1);
  expect(screen.getByLabelText("Person")).toHaveProperty("value", "Case 0050");
  expect(screen.queryByText(/What you have typed stays/, { selector: "form p" })).toBeNull();
});

test("a condition that asks for a step of its own says which, and an objection is asked whoever signs", async () => {
  const shell = await start();
  await shell.drop("documents");
  await screen.findByLabelText("Person");
  const by = (name: RegExp) => screen.getByRole("checkbox", { name }).getAttribute("aria-describedby");
  const said = document.getElementById(by(/^Show me first/) ?? "")?.textContent;
  expect(said).toContain("shown to them in this window");
  for (const name of [/^Hide the face/, /^No name/]) expect(by(name)).toBeNull();
  expect(screen.getByLabelText("The person objects, whoever signed")).toBeTruthy();
});

test("the end of a batch names each photo that was not exported, and why", async () => {
  const shell = await start({ photos: 2 });
  shell.clearAll();
  shell.before.set("export_photos", ({ photos, news }) => {
    const refused = refusal("G05", "The consent was withdrawn.", "");
    news.onmessage({ outcome: "refused", photo: 0, refusals: [refused] });
    news.onmessage({ outcome: "failed", photo: 1, code: "disk-full", message: "The disk is full." });
    photos.length = 0;
    return Promise.resolve();
  });
  const { photos } = await import("./photo/photos.svelte");
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "a", ctrlKey: true });
  await press("Use…");
  await fireEvent.change(screen.getByLabelText("Purpose"), { target: { value: "press" } });
  await fireEvent.change(screen.getByLabelText("Who will see it"), { target: { value: "public" } });
  await press("Set the use");
  await fireEvent.click(await screen.findByRole("button", { name: "Export 2 cleared photos" }));
  await waitFor(() => expect(photos.exporting?.over).toBe(true));
  const said = [...document.querySelectorAll("[data-kept]")].map((it) =>
    it.textContent?.replace(/\s+/g, " ").trim(),
  );
  expect(said).toEqual(["IMG_1000.jpg The consent was withdrawn.", "IMG_1001.jpg The disk is full."]);
});

test("a withdrawn record lists the copies to take down", async () => {
  await start();
  await press("Consents");
  await press("Case 0042");
  await press("Withdraw…");
  await fireEvent.input(screen.getByLabelText("Who withdrew it"), { target: { value: "Case 0042" } });
  await fireEvent.input(screen.getByLabelText("How they told you"), { target: { value: "by letter" } });
  await press("Withdraw");
  expect((await screen.findByRole("status")).textContent).toContain("1 copy was made");
  expect(screen.getByText(/photo-k3v7qd2m.jpg/)).toBeTruthy();
});

test("a record is corrected as a new version, with the form it has", async () => {
  const shell = await start();
  await press("Consents");
  await press("Case 0042");
  await press("Correct…");
  const version = screen.getByLabelText("Version of the form");
  expect(version).toHaveProperty("value", "2024-3");
  await fireEvent.input(version, { target: { value: "2024-4" } });
  await press("Keep the record");
  expect(await screen.findByText("2024-4")).toBeTruthy();
  expect(shell.asked).toContain("change_record");
  expect(shell.asked).not.toContain("save_record");
});

test("a record that does not fit says so at its field, with what was typed", async () => {
  const shell = await start();
  await press("Consents");
  await press("Without a form…");
  await fireEvent.input(screen.getByLabelText(/^Witness/), { target: { value: "W. Itness" } });
  await press("Keep the record");
  const person = screen.getByLabelText("Person");
  await waitFor(() => expect(document.activeElement).toBe(person));
  expect(person.getAttribute("aria-invalid")).toBe("true");
  const why = person.getAttribute("aria-describedby")?.split(" ")[0] ?? "";
  expect(document.getElementById(why)?.textContent).toBe("Say whom this is about.");
  expect(screen.getByLabelText(/^Witness/)).toHaveProperty("value", "W. Itness");
  await fireEvent.input(person, { target: { value: "Case 0050" } });
  await press("Keep the record");
  expect(await screen.findByRole("heading", { name: "Case 0050" })).toBeTruthy();
  expect(shell.asked.filter((command) => command === "save_record")).toHaveLength(2);
});

test("what was typed is not left by one press", async () => {
  await start();
  await press("Consents");
  await press("Without a form…");
  await fireEvent.input(screen.getByLabelText("Person"), { target: { value: "Case 0050" } });
  await press("Cancel");
  expect(await screen.findByText("Leave without keeping it?")).toBeTruthy();
  await press("Leave");
  expect(await screen.findByRole("heading", { name: "Consents" })).toBeTruthy();
});

test("a record is superseded without being erased, and its versions say what changed", async () => {
  await start();
  await press("Consents");
  await press("Case 0042");
  expect(await screen.findByText("W. Itness")).toBeTruthy();
  await press("Change standing…");
  await fireEvent.click(screen.getByRole("radio", { name: /^Superseded/ }));
  await press("Set standing");
  expect(await screen.findAllByText("Superseded")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Withdraw…" })).toBeNull();
});

test("an older version shows the form that it had, and the way back to that of today", async () => {
  await start();
  await press("Consents");
  await press("Case 0042");
  const source = () => document.querySelector(".page img")?.getAttribute("src") ?? "";
  await waitFor(() => expect(source()).toContain("form/r1.1/"));
  await fireEvent.click(await screen.findByRole("button", { name: "Show the form of version 2" }));
  await waitFor(() => expect(source()).toContain("form/r1.2/"));
  expect(screen.queryByRole("button", { name: "Show the form of version 2" })).toBeNull();
  await press("Show today's form");
  await waitFor(() => expect(source()).toContain("form/r1.1/"));
});

test("a record from elsewhere says what could not be taken over and asks who the person is", async () => {
  await start();
  await press("Consents");
  await press("Import FHIR…");
  expect(await screen.findByText(/1 part of the document could not be taken over/)).toBeTruthy();
  const person = screen.getByLabelText("The person in this register");
  expect(person).toHaveProperty("value", "");
  await fireEvent.input(person, { target: { value: "Case 0051" } });
  await press("Enter the record");
  expect(await screen.findByRole("heading", { name: "Case 0051" })).toBeTruthy();
});

test("the pages of a form are turned by keys and shown larger", async () => {
  await start();
  await press("Consents");
  await press("Case 0042");
  const seen = await screen.findByLabelText(/^The signed form\. Page Up/);
  const source = () => document.querySelector(".page img")?.getAttribute("src") ?? "";
  await waitFor(() => expect(source()).toContain("form/r1.1/1/1400"));
  await fireEvent.keyDown(seen, { key: "PageDown" });
  await fireEvent.keyDown(seen, { key: "+" });
  await waitFor(() => expect(source()).toContain("form/r1.1/2/2100"));
  expect(screen.getByText("Page 2 of 3")).toBeTruthy();
});
test("an empty list names every format that is cleaned", async () => {
  await start({ photos: 0 });
  expect(await screen.findByText(/Safelight cleans JPEG, PNG and WebP pictures/)).toBeTruthy();
});
