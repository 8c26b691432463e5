import { listed, many, several } from "./words";
import type { Shows } from "../wire/Shows";

/** Photos: the grid and one photo. */
export const photos = {
  photos: {
    title: "Photos",
    emptyTitle: "Drop photos here",
    emptyText:
      "Drop photos or whole folders anywhere in this window. You will see what each one gives away before anything is shared.",
    formats: (names: string[]) => `Safelight cleans ${listed(names)} pictures.`,
    addPhotos: "Add photos…",
    addFolder: "Add a folder…",
    grid: "Photos to prepare",
    reading: (done: number, found: number) => `Reading ${done} of ${many(found, "photo", "photos")}…`,
    looking: "Looking for photos…",
    read: (n: number, failed: number) =>
      failed === 0
        ? `${many(n, "photo", "photos")} read.`
        : `${many(n, "photo", "photos")} read, ${failed} could not be.`,
    selected: (n: number) => `${n} selected`,
    selectAll: "Select all",
    clearSelection: "Clear selection",
    open: "Open",
    remove: "Take off the list",
    removed: (n: number) => `${many(n, "photo", "photos")} taken off the list. The files are untouched.`,
    gridHint: "Arrow keys move, Space selects, Enter opens.",
    people: "People…",
    use: "Use…",
    exportCleared: (n: number) => `Export ${many(n, "cleared photo", "cleared photos")}`,
    shareTitle: (n: number) => `For ${many(n, "photo", "photos")}`,
    cannotRead: "Not readable",
  },

  tile: {
    nothing: "Nothing found in the file",
    more: (n: number) => `+${n}`,
    peopleUnknown: "People not counted",
    people: (n: number) => many(n, "person", "people"),
    noPerson: "No person",
    agreed: (n: number, of: number) => `${n} of ${of} linked`,
    everyone: (people: string[], agreed: number, hidden: number) =>
      [
        `In it: ${people.join("; ")}`,
        `${agreed} with a consent`,
        ...(hidden > 0 ? [many(hidden, "hidden bystander", "hidden bystanders")] : []),
      ].join(". "),
    regions: (n: number) => many(n, "region hidden", "regions hidden"),
    several,
  },

  photo: {
    back: "All photos",
    previous: "Previous photo",
    next: "Next photo",
    view: "What the picture shows",
    output: "As exported",
    original: "Original",
    outputAlt: (name: string) => `${name} as it would be exported`,
    originalAlt: (name: string) => `${name}, the original`,
    zoom: "Zoom",
    fit: "Fit",
    actual: "1:1",
    actualHint: "One pixel for one",
    percent: (part: number) => `${Math.round(100 * part)}%`,
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    compare: "Hold to compare",
    comparing: { output: "As exported.", original: "The original." },
    drawing: "Drawing the preview…",
    noPicture: "The preview could not be drawn.",
    noPreview: "No preview for this picture here",
    noPreviewShort: "No preview for this picture here. It is cleaned and checked all the same.",
    noPreviewText:
      "It is cleaned and checked all the same. Regions cannot be drawn on it. Open it in another program and look at it before you go through the checklist.",
    several: (shows: Shows) =>
      shows.kind === "animation"
        ? `An animation of ${several(shows)}. Only the first is shown here; all of them stay in the copy. Look at every frame before you share it.`
        : `${several(shows)}. Only the first is shown here; all of them stay in the copy. Look at every page before you share it.`,
    details: "About this photo",
    size: (width: number, height: number) => `${width} × ${height}`,
  },

  people: {
    title: "People",
    question: (n: number) =>
      n === 1 ? "How many people does this photo show?" : "How many people does each of these photos show?",
    hint: "Count reflections, posters and people in the background too.",
    save: "Save",
    linkRecord: "Consent record",
    choose: "Choose a record…",
    link: "Link",
    unlink: (person: string, standing: string) => `Unlink ${person}: ${standing}`,
    noRecords: "No consent is recorded yet.",
    person: "Someone in it",
    personHint:
      "The name you use here, such as initials or a case number. Nobody has to have signed yet: then they are still to ask.",
    list: "Add",
    isListed: (person: string, n: number) =>
      n === 1 ? `${person} is in it.` : `${person} is in ${many(n, "photo", "photos")}.`,
    toAsk: "Still to ask",
    records: (n: number) => many(n, "record", "records"),
    linkedIn: (n: number, of: number) => `linked in ${n} of ${of}`,
    inSome: (n: number, of: number) => `in ${n} of ${of}`,
    takeOff: (person: string) => `Take ${person} off`,
    fromForm: "From a signed form…",
    dropForm: "Or drop the form here.",
    linkedTo: (person: string, n: number) =>
      `The record of ${person} is linked to ${many(n, "photo", "photos")}.`,
    where: (person: string) => `Say where ${person} is in the picture`,
    whereKnown: (person: string) => `Change where ${person} is in the picture`,
    face: (n: number) => `Face ${n}`,
    draw: "Draw it",
    forgetPlace: "Forget the place",
    placing: (who: string) => `Where is ${who}?`,
    placingHint:
      "Drag a box round them, or move one with the arrow keys. Alt and arrows size it, Enter keeps it.",
    keepPlace: "Keep this place",
    leavePlace: "Leave it",
    notPlaced: "No place was set.",
    placed: (who: string) => `The place of ${who} is kept.`,
    placeForgotten: (who: string) => `The place of ${who} is forgotten.`,
    bystander: (n: number) => `Hidden bystander ${n}`,
    declaredBy: (by: string) => `Declared by ${by}`,
    takeBack: (who: string) => `Take back: ${who}`,
    addBystander: "Somebody is only a bystander",
    bystanderIntro:
      "Somebody who only happens to be in the picture, and whom a region hides wholly. It never stands in for the consent of whom the photo is about.",
    noRegion: "First hide them: draw a region over all that can be seen of them.",
    drawRegion: "Draw a region",
    region: "The region that hides them",
    chooseRegion: "Choose a region…",
    bystanderReason: "Why they are a bystander",
    declareBystander: "Declare a hidden bystander",
    bystanderDeclared: "Hidden bystander declared.",
    none: "It shows nobody",
    noneIntro: "Say so under your name, and why. It is kept with the photo's record.",
    by: "Your name",
    reason: "What it shows instead",
    clinical: "It is a clinical picture (organ, slide, endoscopy, X-ray, ultrasound)",
    declare: "Declare that nobody is shown",
    declared: (by: string, reason: string) => `Declared by ${by}: ${reason}`,
    takenOn: "Taken on",
    unknownRecord: "This record is not in the register",
  },

  use: {
    title: "Use",
    intro: "What is this one copy for?",
    purpose: "Purpose",
    audience: "Who will see it",
    outlet: "Outlet",
    outletHint: "The journal, the site, the account: as the form names it.",
    choose: "Choose…",
    save: "Set the use",
  },

  checklist: {
    title: "Checklist",
    intro: "Look at the picture as exported. The program cannot see these for you.",
    introElsewhere:
      "This picture has no preview here. Open it in another program and look at it there. The program cannot see these for you.",
    elsewhere: "The picture itself, opened in another program",
    several: (shows: Shows) => `Every one of the ${several(shows)}, opened in another program`,
    by: "Your name",
    confirm: "I have looked for each of these",
    confirmed: (by: string) => `Confirmed by ${by}`,
    tickAll: (left: number) => `${many(left, "check", "checks")} left`,
  },

  export: {
    button: "Export a clean copy",
    where: (folder: string) => `To ${folder}`,
    noFolder: "You will be asked for a folder.",
    working: "Exporting…",
    done: "Exported as",
    notExported: "Photos that were not exported, and why",
    summary: (exported: number, refused: number, failed: number) =>
      [
        `${many(exported, "copy", "copies")} exported`,
        ...(refused ? [`${refused} refused`] : []),
        ...(failed ? [`${failed} failed`] : []),
      ].join(", ") + ".",
  },
};
