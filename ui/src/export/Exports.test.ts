import axe from "axe-core";
import { screen, waitFor, within } from "@testing-library/dom";
import { expect, test } from "vitest";
import { fireEvent, inWindow, press, start } from "../../dev/testing";
import { copy } from "../../dev/things";
import type { CopyPlace } from "../shared/wire/CopyPlace";
import type { FollowedCopy } from "../shared/wire/FollowedCopy";
import type { Withdrawal } from "../shared/wire/Withdrawal";

inWindow();

const many = (count: number): FollowedCopy[] =>
  Array.from({ length: count }, (_, i) => ({
    copy: { ...copy, row: String(count - i), people: [`Case ${count - i}`] },
    standing: i === 1 ? "withdrawn" : i === 2 ? "failed" : "exported",
    withdrawn: i === 1 ? copy.records : [],
    places: [],
  }));

async function exportsWith(copies: FollowedCopy[]) {
  const shell = await start();
  shell.setCopies(copies);
  await press("Exports");
  return shell;
}
const rows = () => document.querySelectorAll("tbody tr");
const search = () => screen.findByRole("searchbox");

test("a thousand copies come a page at a time, the newest first", async () => {
  await exportsWith(many(1000));
  await waitFor(() => expect(rows()).toHaveLength(100));
  expect(rows()[0]?.textContent).toContain("Case 1000");
  await press("Show older copies");
  await waitFor(() => expect(rows()).toHaveLength(200));
  expect(rows()[199]?.textContent).toContain("Case 801");
});

test("copies are found by a word and by how they stand, and nothing found is said", async () => {
  await exportsWith(many(300));
  await fireEvent.input(await search(), { target: { value: "CASE 250" } });
  await waitFor(() => expect(rows()).toHaveLength(1));
  expect(rows()[0]?.textContent).toContain("Case 250");
  await fireEvent.input(await search(), { target: { value: "nobody at all" } });
  expect(await screen.findByText("No copy matches.")).toBeTruthy();
  await fireEvent.input(await search(), { target: { value: "" } });
  await fireEvent.click(screen.getByLabelText("Withdrawn"));
  await waitFor(() => expect(rows()).toHaveLength(1));
  expect(rows()[0]?.textContent).toContain("Withdrawn: take it down");
  await fireEvent.click(screen.getByLabelText("Failed"));
  await waitFor(() => expect(rows()[0]?.textContent).toContain("Failed: no file was made"));
});

test("an empty ledger says what will stand here, and a broken one can be tried again", async () => {
  const shell = await exportsWith([]);
  expect(await screen.findByText("No copy has been made yet")).toBeTruthy();
  await press("Settings");
  const broken = { code: "register-busy", message: "Another program is writing." };
  shell.before.set("copies", () => Promise.reject(broken as unknown as Error));
  await press("Exports");
  expect(await screen.findByText(/Another program is writing/)).toBeTruthy();
  shell.before.delete("copies");
  await press("Try again");
  expect(await screen.findByText("No copy has been made yet")).toBeTruthy();
});

test("a copy gives its certificate, its receipt, and says where it went", async () => {
  const shell = await exportsWith(many(1));
  await fireEvent.click(await screen.findByRole("button", { name: /2026/ }));
  await press("Save as PDF…");
  await press("Save as JSON…");
  await press("Receipt as PDF…");
  for (const asked of ["save_certificate", "save_receipt"]) expect(shell.asked).toContain(asked);
  expect((await screen.findByRole("status")).textContent).toContain("Saved.");
  await fireEvent.input(screen.getByLabelText(/^Place: a journal/), {
    target: { value: "Journal of Light" },
  });
  await fireEvent.input(screen.getByLabelText(/^Written down by/), { target: { value: "Dr A" } });
  await press("Add the place");
  expect(await screen.findByText("Journal of Light", { selector: "p span" })).toBeTruthy();
  expect(screen.getByText(/written down by Dr A/)).toBeTruthy();
  expect(screen.queryByText("Letter as PDF…")).toBeNull();
});

test("a withdrawn copy has a checklist of places and a letter for each that has not taken it down", async () => {
  const open: CopyPlace = {
    place: "Journal",
    askedOn: null,
    answer: null,
    outcome: "open",
    settledOn: null,
    by: null,
  };
  const [first] = many(1);
  const shell = await exportsWith(
    first ? [{ ...first, standing: "withdrawn", withdrawn: copy.records, places: [open] }] : [],
  );
  let noted: unknown = null;
  shell.before.set("note_place", (given) => Promise.resolve(void (noted = given.line)));
  await fireEvent.click(await screen.findByRole("button", { name: /2026/ }));
  await press("Letter as PDF…");
  expect(shell.asked).toContain("save_letter");
  const line = within(screen.getByRole("form", { name: "Journal" }));
  await fireEvent.input(line.getByLabelText(/^Asked on/), { target: { value: "2026-06-16" } });
  await fireEvent.change(line.getByLabelText("Outcome"), { target: { value: "done" } });
  await fireEvent.input(line.getByLabelText("Answer"), { target: { value: "retracted" } });
  await fireEvent.click(line.getByRole("button", { name: "Keep" }));
  await waitFor(() => expect(screen.queryByText("Letter as PDF…")).toBeNull());
  const asked = { askedOn: "2026-06-16", answer: "retracted", outcome: "done", settledOn: null, by: null };
  expect(noted).toEqual({ place: "Journal", ...asked });
});

test("a file dropped here is asked after, and is not put on the list of photos", async () => {
  const shell = await exportsWith(many(3));
  await shell.drop();
  expect(await screen.findByText(/Looks like this copy/)).toBeTruthy();
  expect(shell.asked).not.toContain("add_dropped");
  await press(/^Open the copy of/);
  expect(await screen.findByRole("heading", { name: "Copy 3" })).toBeTruthy();
  await press("Close");
  await shell.drop();
  expect(await screen.findByText(/No copy is this file/)).toBeTruthy();
});

test("a certificate is told from a photo, and whether the ledger holds its copy is said", async () => {
  const shell = await exportsWith(many(1));
  const [made] = many(1);
  const whole = { flaws: [], pages: true, program: "0.1.0", digest: copy.outputDigest, copy: made ?? null };
  shell.setCertificate(whole);
  await press("Check a certificate…");
  expect(await screen.findByText(/holds this copy just as the certificate says/)).toBeTruthy();
  expect(screen.getByText("Its pages are those that were issued.")).toBeTruthy();
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map((each) => each.id)).toEqual([]);
  await press(/^Open the copy of/);
  expect(await screen.findByRole("heading", { name: "Copy 1" })).toBeTruthy();
  await press("Close");
  shell.setCertificate({ ...whole, flaws: ["Row 1 of this ledger is another one."], copy: null });
  await press("Check a certificate…");
  expect(await screen.findByText("This certificate does not agree with the ledger.")).toBeTruthy();
  expect(screen.getByText("Row 1 of this ledger is another one.")).toBeTruthy();
});

test("one use is taken back from the copy that was made for it", async () => {
  const shell = await exportsWith(many(1));
  let told: Withdrawal | null = null;
  shell.before.set("withdraw", (given) => Promise.resolve(void (told = given.withdrawal)));
  await fireEvent.click(await screen.findByRole("button", { name: /2026/ }));
  await press("Withdraw this use…");
  expect(await screen.findByText(/What else was agreed stays/)).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText("Who withdrew it"));
  await fireEvent.input(screen.getByLabelText("Who withdrew it"), { target: { value: "Case 1" } });
  await fireEvent.input(screen.getByLabelText("How they told you"), { target: { value: "by letter" } });
  await press("Withdraw");
  await waitFor(() => expect(rows()[0]?.textContent).toContain("Withdrawn: take it down"));
  expect(told).toMatchObject({ by: "Case 1", how: "by letter", uses: [copy.use] });
});

test("the list, an open copy and an answer are named for who cannot see them", async () => {
  const open: CopyPlace = {
    place: "Journal",
    askedOn: null,
    answer: null,
    outcome: "done",
    settledOn: null,
    by: null,
  };
  const shell = await exportsWith(many(3).map((each) => ({ ...each, places: [open] })));
  const flaws = async () => {
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    return violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`);
  };
  await waitFor(() => expect(rows()).toHaveLength(3));
  expect(await flaws()).toEqual([]);
  const [, withdrawn] = screen.getAllByRole("button", { name: /2026/ });
  await fireEvent.click(withdrawn as Element);
  expect(await flaws()).toEqual([]);
  await press("Close");
  await shell.drop();
  await screen.findByText(/Looks like this copy/);
  expect(await flaws()).toEqual([]);
});
