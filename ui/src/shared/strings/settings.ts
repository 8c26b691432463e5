/** The door and Settings. */
export const settings = {
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
    strictnessTitle: "How strict the register is",
    strictnessText:
      "Everyone whom a photo shows needs written consent, whatever is chosen here. This is about clinical recordings that show nobody: internal organs, pathology slides, endoscopies, X-rays, ultrasound.",
    strictness: "Clinical recordings that show nobody",
    strictnesses: {
      strict: "Need written consent too (the default)",
      "clinical-declared": "Need a signed declaration that they show nobody",
    },
    strictnessAfter: "Photos on the list are checked anew. Copies already made are not touched.",
    profileTitle: "Wording",
    profileText:
      "Whose words the receipts and letters that you save speak. Nothing else changes: not the records, not what is checked.",
    profile: "Receipts and letters speak of",
    profiles: {
      clinical: "Patients who give consent (a clinic)",
      charity: "People who give permission (a charity)",
      school: "Children and their families, who give permission (a school)",
    },
    about: "About",
    version: (version: string) => `Safelight ${version}`,
    aboutText:
      "Photos, forms and previews stay in memory and on this computer: Safelight uses no network. A copy is checked against the consent you recorded; what a picture shows, only you can judge.",
  },
};
