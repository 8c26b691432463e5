import type { Shows } from "./wire/Shows";

/** Every word the window shows. English first; the plural rules are English too. */

const many = (n: number, one: string, more: string) => `${n.toLocaleString("en")} ${n === 1 ? one : more}`;

/** As the library writes sizes. */
const size = (bytes: number) => {
  if (bytes < 1e3) return many(bytes, "byte", "bytes");
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
};

/** How many frames or pages; nothing for a still picture. */
const several = (shows: Shows) => {
  if (shows.kind === "animation") return many(shows.count, "frame", "frames");
  return shows.kind === "pages" ? many(shows.count, "page", "pages") : "";
};

const listed = (words: string[]) => new Intl.ListFormat("en-GB", { type: "conjunction" }).format(words);

export const strings = {
  product: "Safelight",
  listed,
  photosCount: (n: number) => many(n, "photo", "photos"),
  recordsCount: (n: number) => many(n, "record", "records"),
  copiesCount: (n: number) => many(n, "copy", "copies"),

  places: {
    label: "Places",
    photos: "Photos",
    consents: "Consents",
    exports: "Exports",
    settings: "Settings",
  },

  common: {
    close: "Close",
    dismiss: "Dismiss",
    loading: "Loading…",
    none: "None",
    optional: "optional",
    dateShape: "YYYY-MM-DD",
    dateHint: "Year, month and day, as in 2026-05-31",
    retry: "Try again",
    wentWrong: "That did not work",
  },

  drop: {
    photos: "Let go to see what these photos give away",
    form: "Let go to begin a consent record from this form",
  },

  door: {
    createTitle: "Make your consent register",
    createIntro:
      "Safelight keeps the written consents you record, and the list of copies made, in one encrypted file on this computer. It uses no network.",
    unlockTitle: "Unlock your consent register",
    passphrase: "Passphrase",
    passphraseHint: "At least 12 characters. A few unrelated words work well.",
    again: "The same passphrase again",
    differs: "The two passphrases are not the same.",
    tooShort: "Use at least 12 characters.",
    noRescue: "There is no way back in without it: write it down and keep it somewhere safe.",
    create: "Make the register",
    unlock: "Unlock",
    working: "One moment…",
    keptIn: "Kept in",
  },

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
    linked: (n: number, of: number) => `${n} of ${of} linked`,
    regions: (n: number) => many(n, "region hidden", "regions hidden"),
    several,
  },

  verdict: {
    title: "Verdict",
    clear: "Cleared",
    clearText: "Checked against the consent you recorded. You can export this copy.",
    refused: "Not yet",
    refusedText: (n: number) => `${many(n, "thing", "things")} to settle before a copy can be made.`,
    refusedShort: (n: number) => `Not yet: ${n} to settle`,
    failed: "Failed",
    unchecked: "Not checked",
    checking: "Checking…",
    announceClear: "Verdict: cleared.",
    announceRefused: (n: number) => `Verdict: not yet, ${many(n, "refusal", "refusals")}.`,
    goTo: {
      use: "Choose the use",
      people: "Go to People",
      checklist: "Go to the checklist",
      picture: "Mark the picture",
      record: "Open the record",
    },
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

  regions: {
    title: "Hidden regions",
    tools: "Hide a part of the picture",
    select: "Select and move",
    rectangle: "Rectangle",
    ellipse: "Ellipse",
    polygon: "Polygon",
    add: "Add region",
    addHint: "One in the middle of what you see",
    undo: "Undo",
    redo: "Redo",
    keys: "Keys",
    how: "How it is hidden",
    style: "Hide with",
    next: "The next region",
    chosen: (n: number) => `Region ${n}`,
    blur: "Blur",
    mosaic: "Mosaic",
    fill: "Fill",
    colour: "Fill colour",
    face: "Face",
    faceHint: "This is a face",
    name: "What it hides",
    nameHint: "Name, as the consent says it",
    duplicate: "Duplicate",
    remove: "Delete",
    hint: {
      select: "Press a region to choose it, drag it to move it. Drag the picture to look around.",
      rectangle: "Drag on the picture to hide a rectangle. Shift makes a square.",
      ellipse: "Drag on the picture to hide an ellipse. Shift makes a circle.",
      polygon: "Press at each corner, then at the first one again or Enter. Escape leaves it.",
    },
    use: "Arrow keys move it by a pixel, with Shift by ten; with Alt they change its size. Delete removes it.",
    corners: (n: number) => many(n, "corner", "corners"),
    close: "Close the shape",
    forget: "Leave it",
    label: (n: number, words: string[], x: number, y: number, w: number, h: number) =>
      `Region ${n}, ${words.join(", ")}, ${w} by ${h} pixels at ${x}, ${y}`,
    list: "Regions, in the order in which they were made",
    none: "None yet. Nothing in the picture is hidden.",
    listed: (words: string[]) => words.join(" · "),
    past: (n: number) => `Go past ${many(n, "region", "regions")}`,
    moved: (x: number, y: number, w: number, h: number) => `${w} by ${h} at ${x}, ${y}`,
    corner: (n: number, of: number, x: number, y: number) => `Corner ${n} of ${of}, at ${x}, ${y}`,
    cornerMoved: (x: number, y: number) => `Corner at ${x}, ${y}`,
    added: (shape: string) => `${shape} added.`,
    duplicated: "Region duplicated.",
    removed: "Region deleted.",
    undone: "Undone.",
    redone: "Done again.",
    carry: "Use these regions on other photos…",
    carryTitle: "Use these regions on other photos",
    carryText: (n: number) =>
      `${many(n, "region", "regions")}, at the same place in each photo you choose, besides those it has. Look at each of them afterwards: people move between two pictures of a burst.`,
    carryNone: "No other photo on the list has the same size.",
    carryHas: (n: number) => (n === 0 ? "No regions yet" : `${many(n, "region", "regions")} already`),
    carryButton: (n: number) => `Use on ${many(n, "photo", "photos")}`,
    carried: (n: number) => `Regions set on ${many(n, "photo", "photos")}.`,
  },

  suggestions: {
    title: "Suggestions",
    looking: "Looking for faces, text and codes…",
    none: "Nothing was suggested. Look yourself.",
    left: "No suggestion is left. Look yourself.",
    open: (n: number) => `${many(n, "suggestion", "suggestions")}; check yourself`,
    show: "Go through them",
    acceptAll: "Accept all",
    accept: "Accept",
    acceptOne: (what: string) => `Accept: ${what}`,
    dismiss: "Not this one",
    dismissOne: (what: string) => `Not this one: ${what}`,
    asideCount: (n: number) => `${n} set aside`,
    again: "Suggest them again",
    kinds: { face: "Face", text: "Text", code: "Code" },
    one: (kind: string, n: number) => `${kind} ${n}`,
    size: (w: number, h: number) => `${w} × ${h}`,
    accepted: (n: number) => `${many(n, "suggestion", "suggestions")} accepted.`,
    dismissed: "Suggestion set aside.",
    failed: "No suggestions for this photo. Look yourself.",
    found: (n: number) =>
      n === 0
        ? "Nothing was suggested. Look yourself."
        : `${many(n, "suggestion", "suggestions")}; check yourself.`,
  },

  keys: {
    title: "Keys",
    intro: "While the picture has the focus.",
    groups: [
      {
        name: "The chosen region",
        rows: [
          [["Tab"], "Next region"],
          [["←↑↓→"], "Move by one pixel of the screen"],
          [["Shift", "←↑↓→"], "Move by ten"],
          [["Alt", "←↑↓→"], "Wider, narrower, higher, lower"],
          [["Page Up", "Page Down"], "Choose a corner of a polygon"],
          [["Insert"], "Add a corner behind it"],
          [["Ctrl", "D"], "Duplicate"],
          [["Delete"], "Delete"],
          [["Ctrl", "Z"], "Undo"],
          [["Ctrl", "Shift", "Z"], "Redo"],
        ],
      },
      {
        name: "Tools",
        rows: [
          [["V"], "Select, move, look around"],
          [["R"], "Rectangle"],
          [["E"], "Ellipse"],
          [["P"], "Polygon"],
          [["Enter"], "Add a shape in the middle; close a polygon"],
          [["Backspace"], "Take the polygon's last corner back"],
          [["Esc"], "Leave the polygon, the corner, the region"],
        ],
      },
      {
        name: "Looking",
        rows: [
          [["C"], "Hold to compare with the original"],
          [["+"], "Zoom in"],
          [["−"], "Zoom out"],
          [["0"], "All of the picture"],
          [["1"], "One pixel for one"],
          [["Ctrl", "wheel"], "Zoom to the pointer"],
          [["Space", "drag"], "Move the picture"],
        ],
      },
    ] as { name: string; rows: [string[], string][] }[],
  },

  gives: {
    title: "Gives away",
    none: "No hidden information was found in this file. The picture itself may still tell something: look at it.",
    intro: "Written in the file, next to the picture. None of it goes into the copy.",
    more: (n: number) => `And ${n.toLocaleString("en")} more`,
    part: "Part of the file",
    size: "Its size",
    at: "Begins at",
    bytes: size,
    byte: (offset: number) => `byte ${offset.toLocaleString("en")}`,
    map: (values: string[]) => `On a map of the world: ${values.join("; ")}`,
    mapHint: "Drawn inside Safelight. Nothing was looked up.",
    times: (n: number) => `in ${n} parts`,
    look: (value: string) => `Look at it larger: ${value}`,
    hiddenAlt: "The picture that is hidden in the file",
    hiddenTitle: "Hidden in this file",
    hiddenHint: "It does not go into the copy.",
    noHidden: "It cannot be shown here. It does not go into the copy.",
    label: (reveals: string) => reveal[reveals]?.[0] ?? reveals.replaceAll("-", " "),
    sentence: (reveals: string) => reveal[reveals]?.[1] ?? "",
  },

  people: {
    title: "People",
    question: "How many people does this photo show?",
    hint: "Count reflections, posters and people in the background too.",
    save: "Save",
    linkRecord: "Consent record",
    choose: "Choose a record…",
    link: "Link",
    unlink: (person: string) => `Unlink ${person}`,
    noRecords: "No consent is recorded yet. Drop a signed form on Consents to begin one.",
    toConsents: "Go to Consents",
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

  consents: {
    title: "Consents",
    emptyTitle: "Drop a signed form here",
    emptyText:
      "A PDF, a scan or a photo of the signed paper. You then fill in what it permits, and link it to the photos it covers.",
    noMatch: "No record matches.",
    search: "Search person, purpose or outlet",
    filter: "Show",
    filters: {
      all: "All",
      active: "Active",
      expiring: "Expiring",
      withdrawn: "Withdrawn",
    },
    add: "New from a form…",
    list: "Consent records",
    person: "Person",
    uses: "Permitted uses",
    until: "Until",
    standingHead: "Standing",
    photosHead: "Photos",
    noEnd: "No end date",
  },

  record: {
    newTitle: "New consent record",
    correct: "Correct…",
    correctTitle: (person: string) => `Correct the record of ${person}`,
    correctText: "The version you replace stays in the register as it was.",
    keptForm: "The form that is attached stays.",
    otherForm: "Attach another form…",
    offered: (name: string) => `Use ${name} as the signed form instead? What you have typed stays.`,
    replaceForm: "Use the new form",
    keepForm: "Keep the form there was",
    unconfirmed: "This version cannot confirm this yet, so no copy can be cleared while it is ticked.",
    hideMark: (mark: string) => `Hide: ${mark}`,
    form: "Signed form",
    person: "Person",
    personHint: "A name you use here only, such as initials or a case number. It is kept encrypted.",
    signedOn: "Signed on",
    role: "Who signed",
    signedBy: "Name of who signed",
    competenceNote: "How they were found competent",
    authorityOnFile: "I have seen their authority, and it is on file",
    lacksCapacity: "The person cannot decide this for themselves",
    bestInterests: "Why it is in the person's interests",
    dateOfBirth: "The person's date of birth",
    diedOn: "The person died on",
    objection: "The person objects to this",
    formVersion: "Version of the form",
    formVersionHint: "Usually printed at its foot.",
    uses: "Uses",
    usesHint: "One line for each use the form names. A refusal wins over a permission.",
    permit: "Permits",
    deny: "Refuses",
    answer: "Answer",
    purpose: "Purpose",
    audience: "Audience",
    outlet: "Outlet",
    addUse: "Add a use",
    removeUse: (n: number) => `Remove use ${n}`,
    covers: "Covers",
    coversPhotos: "The photos I link to it",
    coversSession: "Photos taken in a session",
    from: "From",
    to: "To",
    until: "Valid until",
    conditions: "Conditions on the form",
    marks: "Marks to hide",
    marksHint:
      "Such as a tattoo or a name badge, parted by commas. A region in the photo has to bear the same name.",
    save: "Keep the record",
    saving: "Encrypting…",
    saved: (person: string) => `Consent of ${person} recorded.`,
    missing: (fields: string[]) => `Still needed: ${listed(fields)}.`,
    copies: "Copies made",
    noCopies: "No copy has been made under this consent.",
    digest: "Form's digest (SHA-256)",
    fileKind: "Form's file",
    withdraw: "Withdraw…",
    withdrawTitle: (person: string) => `Withdraw the consent of ${person}`,
    withdrawText:
      "No new copy can be made from now on. Copies already made are listed, so that you can ask for each to be taken down; some may remain.",
    by: "Who withdrew it",
    how: "How they told you",
    confirmWithdraw: "Withdraw",
    withdrawn: (on: string, by: string, how: string) => `Withdrawn on ${on} by ${by} (${how}).`,
    toTakeDown: (n: number) =>
      n === 0
        ? "No copy was made."
        : `${many(n, "copy was", "copies were")} made. Ask for each to be taken down.`,
  },

  exports: {
    title: "Exports",
    emptyTitle: "No copy has been made yet",
    emptyText: "Each copy you export is listed here: when, for what, whose consent, and where it went.",
    toPhotos: "Go to Photos",
    list: "Copies made",
    at: "When",
    use: "Use",
    people: "People",
    record: "Record",
    digest: "Output digest (SHA-256)",
    where: "Where",
    outcome: {
      exported: "Exported",
      failed: "Failed",
    },
    nobody: "Nobody",
  },

  settings: {
    title: "Settings",
    output: "Output folder",
    outputText:
      "Clean copies are written here, under neutral names. Until you choose one, you are asked at each export.",
    notChosen: "Not chosen",
    choose: "Choose…",
    noDialogs:
      "This computer offers no folder window. Install xdg-desktop-portal or zenity, then start Safelight again.",
    register: "Consent register",
    registerText: "One encrypted file. Set SAFELIGHT_REGISTER before starting to use another place.",
    lock: "Lock now",
    lockText: "It also locks by itself after 15 minutes without use.",
    about: "About",
    version: (version: string) => `Safelight ${version}`,
    aboutText:
      "Photos, forms and previews stay in memory and on this computer: Safelight uses no network. A copy is checked against the consent you recorded; what a picture shows, only you can judge.",
  },

  standing: {
    active: "Active",
    expiring: "Expiring",
    expired: "Expired",
    withdrawn: "Withdrawn",
    inactive: "Not active",
  },

  purposes: {
    "direct-care": "Direct care",
    teaching: "Teaching",
    conference: "Conference",
    journal: "Journal",
    textbook: "Textbook",
    research: "Research",
    "patient-information": "Patient information",
    website: "Website",
    "social-media": "Social media",
    press: "Press",
    fundraising: "Fundraising",
    marketing: "Marketing",
    "school-display": "School display",
  } as Record<string, string>,

  audiences: {
    "treating-team": "The treating team",
    "named-group": "A named group",
    institution: "The institution",
    "closed-online-group": "A closed online group",
    public: "The public",
  } as Record<string, string>,

  roles: {
    self: "The person (16 or over)",
    "competent-minor": "The person, under 16 and competent",
    parent: "Someone with parental responsibility",
    attorney: "An attorney",
    deputy: "A deputy",
    guardian: "A guardian",
    "personal-representative": "A personal representative",
    relative: "A relative",
  } as Record<string, string>,

  conditions: {
    "obscure-face": "Hide the face",
    "no-name": "No name",
    "no-place": "No place",
    "show-me-first": "Show me first",
    "one-time": "One copy only",
    "no-commercial": "Nothing commercial",
  } as Record<string, string>,

  usePhrase: (purpose: string, audience: string, outlet: string | null) =>
    [
      strings.purposes[purpose] ?? purpose,
      strings.audiences[audience] ?? audience,
      ...(outlet ? [outlet] : []),
    ].join(" · "),
};

/** What a finding reveals: the library's own heading, and the sentence below it. */
const reveal: Record<string, [string, string]> = {
  location: ["Where", "This photo says where it was taken."],
  name: ["Names of people", "This photo names people."],
  "hidden-picture": ["Hidden pictures", "The file carries a second picture, which may show what you hid."],
  "hidden-video": ["Hidden video or sound", "The file carries a film or a sound recording."],
  time: ["When", "This photo says when it was taken or changed."],
  device: ["Camera or phone", "This photo says which camera or phone took it, and with which settings."],
  text: ["Text", "The file carries captions, comments or keywords."],
  "edit-history": ["Editing history", "The file says which programs changed it."],
  provenance: ["Who made the picture and how", "The file says who made the picture."],
  unknown: [
    "Unknown data",
    "The file carries data that Safelight does not know. Anything may be hidden in it.",
  ],
};
