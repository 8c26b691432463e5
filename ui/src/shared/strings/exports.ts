/** Exports. */
export const exports = {
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
};
