import { fireEvent as fire, screen, waitFor } from "@testing-library/dom";
import { emit } from "@tauri-apps/api/event";
import { expect, test, vi } from "vitest";
import { fireEvent, inWindow, press, start } from "../../dev/testing";

inWindow();

const forget = vi.hoisted(() => vi.fn());
vi.mock("../shared/forget", () => ({ forget }));

async function type(label: string, value: string) {
  await fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

async function settings() {
  const shell = await start();
  await press("Settings");
  await screen.findByRole("heading", { name: "Backup" });
  return shell;
}

test("a backup says where it is and that it was read again", async () => {
  await settings();
  await press("Back up…");
  expect(await screen.findByText(/safelight-backup-2026-06-15.*3 rows holds/)).toBeTruthy();
});

test("the passphrase is changed only with the old one and the new one twice", async () => {
  const shell = await settings();
  await press("Change the passphrase…");
  const change = screen.getByRole("button", { name: "Change it" });
  await type("Passphrase as it is now", "wrong");
  await type("New passphrase", "four dry words here");
  await type("The same passphrase again", "four dry words");
  expect(change).toHaveProperty("disabled", true);
  await type("The same passphrase again", "four dry words here");
  await fireEvent.click(change);
  expect((await screen.findByRole("alert")).textContent).toContain("does not open this register");
  await type("Passphrase as it is now", "the old one was this");
  await fireEvent.click(change);
  expect(await screen.findByText("The passphrase is changed.")).toBeTruthy();
  expect(shell.asked.filter((command) => command === "change_passphrase")).toHaveLength(2);
});

test("how long until it locks is chosen, and the shell is told", async () => {
  const shell = await settings();
  const after = screen.getByLabelText("Lock after");
  expect(after).toHaveProperty("value", "15");
  await fireEvent.change(after, { target: { value: "0" } });
  expect(shell.asked).toContain("set_idle_minutes");
  await waitFor(() => expect(after).toHaveProperty("value", "0"));
});

test("the shell hears that somebody is there", async () => {
  const shell = await start();
  fire.keyDown(document.body, { key: "Shift" });
  await waitFor(() => expect(shell.asked).toContain("stir"));
});

test("once the register is locked, the page forgets all it held", async () => {
  forget.mockClear();
  await settings();
  await press("Lock now");
  await waitFor(() => expect(forget).toHaveBeenCalledOnce());
  await emit("locked");
  await waitFor(() => expect(forget).toHaveBeenCalledTimes(2));
});

test("the door restores a backup, and says what became of the register that was there", async () => {
  await start({ lock: "locked" });
  await press("Restore a backup…");
  await type("Passphrase of the backup", "wrong");
  await press("Choose the backup…");
  expect((await screen.findByRole("alert")).textContent).toContain("does not open this backup");
  await type("Passphrase of the backup", "the one of that day");
  await press("Choose the backup…");
  expect(await screen.findByText(/is kept as register-2026-06-15/)).toBeTruthy();
  await press("Go on");
  expect(await screen.findByRole("heading", { level: 1, name: "Photos" })).toBeTruthy();
});
