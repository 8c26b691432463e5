import { screen, waitFor } from "@testing-library/dom";
import axe from "axe-core";
import { expect, test } from "vitest";
import { fireEvent, inWindow, press, start } from "../../dev/testing";
import { refusal } from "../../dev/things";

inWindow();

async function settings(over = {}) {
  const shell = await start(over);
  await press("Settings");
  await screen.findByRole("heading", { name: "Wording" });
  return shell;
}

test("how strict the register is, and whose words it speaks, are chosen and kept", async () => {
  const shell = await settings();
  const given: unknown[] = [];
  for (const command of ["set_strictness", "set_profile"])
    shell.before.set(command, (with_) => Promise.resolve(void given.push(with_)));
  const strictness = screen.getByLabelText("Clinical recordings that show nobody");
  expect(strictness).toHaveProperty("value", "strict");
  await fireEvent.change(strictness, { target: { value: "clinical-declared" } });
  await waitFor(() => expect(strictness).toHaveProperty("value", "clinical-declared"));
  const profile = screen.getByLabelText("Receipts and letters speak of");
  await fireEvent.change(profile, { target: { value: "school" } });
  await waitFor(() => expect(profile).toHaveProperty("value", "school"));
  expect(given).toEqual([{ strictness: "clinical-declared" }, { profile: "school" }]);
});

test("a refusal that strictness makes leads to where it is set", async () => {
  const shell = await start({ photos: 1 });
  shell.refuse([refusal("G02", "This register asks.", "Link.", [{ step: "change-strictness" }])]);
  await fireEvent.keyDown(await screen.findByRole("listbox"), { key: "Enter" });
  await screen.findByText("This register asks.");
  await press("See how strict the register is");
  await screen.findByRole("heading", { level: 1, name: "Settings" });
  await waitFor(() => expect(document.activeElement?.getAttribute("name")).toBe("strictness"));
});

test("the keychain is asked only where somebody switched it on, and a computer without one says so", async () => {
  const shell = await settings();
  const box = screen.getByLabelText("Unlock with this computer's keychain");
  const none = { code: "keychain-missing", message: "This computer offers no keychain." };
  shell.before.set("set_keychain", () => Promise.reject(none as unknown as Error));
  await fireEvent.click(box);
  expect((await screen.findByRole("alert")).textContent).toContain("offers no keychain");
  expect(box).toHaveProperty("checked", false);
  shell.before.delete("set_keychain");
  await fireEvent.click(box);
  expect(await screen.findByText(/^The key is kept/)).toBeTruthy();
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map((each) => each.id)).toEqual([]);
});

test("the door does not speak of a keychain to those who never asked for it", async () => {
  await start({ lock: "locked" });
  expect(screen.queryByRole("button", { name: "Unlock with this computer's keychain" })).toBeNull();
});

test("one press opens the door with the key that is kept, and what goes wrong is said", async () => {
  const shell = await start({ lock: "locked", keychain: true });
  const empty = { code: "keychain-empty", message: "The keychain holds no key to this register." };
  shell.before.set("unlock_from_keychain", () => Promise.reject(empty as unknown as Error));
  await press("Unlock with this computer's keychain");
  expect((await screen.findByRole("alert")).textContent).toContain("holds no key");
  expect(screen.getByLabelText("Passphrase")).toBeTruthy();
  shell.before.delete("unlock_from_keychain");
  await press("Unlock with this computer's keychain");
  expect(await screen.findByRole("heading", { level: 1, name: "Photos" })).toBeTruthy();
});
