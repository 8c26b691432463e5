import { expect, test } from "vitest";
import { keepMenuAway } from "./menu";

test("a picture has no menu that would save it, and text keeps its own", () => {
  keepMenuAway(document);
  const opens = (html: string) => {
    document.body.innerHTML = html;
    const event = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
    return document.body.firstElementChild?.dispatchEvent(event);
  };
  for (const html of ["<img>", "<p>words</p>", "<input type=checkbox>", "<select></select>"])
    expect(opens(html), html).toBe(false);
  for (const html of ["<input>", "<input type=password>", "<input type=search>", "<textarea></textarea>"])
    expect(opens(html), html).toBe(true);
});
