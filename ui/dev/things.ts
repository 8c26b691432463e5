import { emptyDraft, emptyUse } from "../src/consent/draft";
import type { Copy } from "../src/shared/wire/Copy";
import type { Finding } from "../src/shared/wire/Finding";
import type { PermittedUse } from "../src/shared/wire/PermittedUse";
import type { PhotoDetail } from "../src/shared/wire/PhotoDetail";
import type { PhotoSummary } from "../src/shared/wire/PhotoSummary";
import type { RecordDetail } from "../src/shared/wire/RecordDetail";
import type { RecordDraft } from "../src/shared/wire/RecordDraft";
import type { Remedy } from "../src/shared/wire/Remedy";
import type { Refusal } from "../src/shared/wire/Refusal";
import type { Use } from "../src/shared/wire/Use";
import type { Suggestion } from "../src/shared/wire/Suggestion";

export const digest = "3f1c0d7e".repeat(8);
export const use: Use = { purpose: "teaching", audience: "institution", outlet: null };

export const refusal = (id: string, sentence: string, remedy: string, remedies: Remedy[] = []): Refusal => ({
  id,
  sentence,
  remedy,
  remedies,
  quote: "can only be used if you have the patient's written consent to the specific use",
  source: "MDU, Using social media",
  person: null,
  record: null,
});

export function summary(id: number): PhotoSummary {
  const long = "a very long file name of the kind that phones and scanners make all by themselves";
  const failed = id === 3;
  return {
    id,
    name: id === 2 ? `${long} 0002.jpeg` : failed ? "notes.jpg" : `IMG_${1000 + id}.jpg`,
    version: 0,
    picture: failed ? null : { format: "JPEG", width: 1600, height: 1067, shows: { kind: "still" } },
    reveals:
      id % 5 === 4
        ? []
        : [
            { reveals: "location", count: 3 },
            { reveals: "name", count: 1 },
            { reveals: "time", count: 2 },
            { reveals: "device", count: 4 },
          ],
    people: {
      count: id === 6 ? 10 : id % 3 === 0 ? 2 : null,
      listed:
        id === 6
          ? Array.from({ length: 9 }, (_, i) => ({
              person: `Person ${i + 1}, whose pseudonym is much longer than anybody would expect`,
              place: null,
            }))
          : [],
      linked: id % 3 === 0 ? [{ person: "Case 0042", record: "r1", standing: "active" }] : [],
      bystanders: [],
      noPerson: id % 5 === 4 ? { by: "A. Reader", reason: "A landscape", clinical: false } : null,
    },
    regions: 0,
    takenOn: null,
    use: id % 2 === 0 ? use : null,
    verdict: id % 5 === 4 ? { outcome: "clear" } : null,
    failure: failed ? { code: "unsupported", message: "This is not a picture Safelight can read." } : null,
  };
}

const finding = (reveals: string, part: string, value: string, more: Partial<Finding> = {}): Finding => ({
  reveals,
  part,
  value,
  bytes: 812,
  offset: 20,
  position: null,
  picture: null,
  ...more,
});

export function detail(photo: PhotoSummary): PhotoDetail {
  return {
    summary: photo,
    findings: [
      finding("location", "Exif", "48° 12′ 29″ north, 16° 22′ 26″ east", {
        position: { latitude: 48.2082, longitude: 16.3738 },
      }),
      finding("location", "Exif, GPS", "Altitude 171 m"),
      finding("name", "Exif, Artist", "Jo Bloggs"),
      finding("hidden-picture", "Exif", "A small copy of the photo as it was first taken, 9 kB", {
        picture: 3,
      }),
      finding("time", "Exif, DateTimeOriginal", "2024-05-01 10:22:31"),
      ...["Make: Example", "Model: X100", "Serial number 8812", "Lens 35 mm", "1/250 s", "f/2.8"].map(
        (value) => finding("device", "Exif", value),
      ),
    ],
    regions: [],
    suggestions: null,
    hiding: null,
    review: {
      items: [
        { id: "faces", text: "Faces, also on posters, on screens and in mirrors" },
        { id: "marks", text: "Tattoos, scars and birthmarks" },
        { id: "labels", text: "Wristbands, labels, charts, screens and whiteboards" },
        { id: "file-name", text: "The name of the file" },
      ],
      confirmedBy: null,
    },
  };
}

export const copy: Copy = {
  row: "1",
  at: "2026-05-01T10:22:31Z",
  use,
  people: ["Case 0042"],
  records: ["r1"],
  outputDigest: digest,
  place: "/home/someone/Pictures/For sharing/photo-k3v7qd2m.jpg",
};

const permitted: PermittedUse = { ...emptyUse(), ...use };
const denied: PermittedUse = { ...emptyUse(), permit: false, purpose: "press", audience: "public" };

export function record(id: string, person: string, draft?: RecordDraft): RecordDetail {
  return {
    summary: {
      id,
      person,
      standing: "active",
      signedOn: draft?.signedOn ?? "2026-01-12",
      until: draft?.until ?? null,
      uses: draft?.uses ?? [permitted],
      photos: 2,
      enteredAt: "2026-01-12T10:00:00Z",
      role: "self",
      notes: ["2024-3"],
    },
    version: 1,
    terms: draft ?? {
      ...emptyDraft(null),
      person,
      signedOn: "2026-01-12",
      formVersion: "2024-3",
      uses: [permitted, denied],
      conditions: ["no-name", "obscure-mark:tattoo"],
    },
    formMediaType: "application/pdf",
    formDigest: digest,
    withdrawals: [],
    copies: [{ copy, standing: "exported", withdrawn: [], places: [] }],
  };
}

/** What the finder of this shell sees in every second photo: things near the figure of `picture.svg`. */
export const suggested = (id: number): Suggestion[] =>
  id % 2 === 1
    ? []
    : [
        {
          kind: "face",
          shape: { kind: "rectangle", x: 660, y: 450, width: 200, height: 220 },
          dismissed: false,
        },
        {
          kind: "text",
          shape: { kind: "rectangle", x: 120, y: 880, width: 420, height: 60 },
          dismissed: false,
        },
        {
          kind: "code",
          shape: {
            kind: "polygon",
            corners: [
              [1250, 300],
              [1400, 330],
              [1370, 480],
              [1220, 450],
            ],
          },
          dismissed: false,
        },
      ];
