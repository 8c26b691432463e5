import { common } from "./strings/common";
import { consents } from "./strings/consents";
import { editor } from "./strings/editor";
import { exports } from "./strings/exports";
import { gives } from "./strings/gives";
import { keeping } from "./strings/keeping";
import { photos } from "./strings/photos";
import { settings } from "./strings/settings";
import { showing } from "./strings/showing";
import { terms } from "./strings/terms";
import { verdict } from "./strings/verdict";

/** Every word the window shows, one file a place. */
export const strings = {
  ...common,
  ...terms,
  ...settings,
  ...keeping,
  ...photos,
  ...showing,
  ...verdict,
  ...gives,
  ...editor,
  ...consents,
  ...exports,
};
