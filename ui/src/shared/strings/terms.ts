/** The library's closed lists, in the window's words. */
export const terms = {
  standing: {
    active: "Active",
    expiring: "Expiring",
    expired: "Expired",
    withdrawn: "Withdrawn",
    draft: "Draft",
    refused: "Refused",
    superseded: "Superseded",
    "entered-in-error": "Entered in error",
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
      terms.purposes[purpose] ?? purpose,
      terms.audiences[audience] ?? audience,
      ...(outlet ? [outlet] : []),
    ].join(" · "),
};
