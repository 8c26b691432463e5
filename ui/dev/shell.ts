import { emit } from "@tauri-apps/api/event";
import { mockIPC, mockWindows } from "@tauri-apps/api/mocks";
import type { CheckedCertificate } from "../src/shared/wire/CheckedCertificate";
import type { CopyPage } from "../src/shared/wire/CopyPage";
import type { CopyQuery } from "../src/shared/wire/CopyQuery";
import type { DraggedFiles } from "../src/shared/wire/DraggedFiles";
import type { FollowedCopy } from "../src/shared/wire/FollowedCopy";
import type { Form } from "../src/shared/wire/Form";
import type { Lock } from "../src/shared/wire/Lock";
import type { PhotoDetail } from "../src/shared/wire/PhotoDetail";
import type { PhotoSummary } from "../src/shared/wire/PhotoSummary";
import type { RecordDetail } from "../src/shared/wire/RecordDetail";
import type { Refusal } from "../src/shared/wire/Refusal";
import type { Shown } from "../src/shared/wire/Shown";
import { copy, detail, record, refusal, suggested, summary, use } from "./things";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Answers = Record<string, (given: any) => unknown>;

/** Answers the window's commands from memory. The gate here is a puppet: it says yes once all is filled in. */
export function pretendShell({
  photos,
  lock,
  keychain = false,
}: {
  photos: number;
  lock: Lock;
  /** Whether the key of the register is kept in the keychain. */
  keychain?: boolean;
}) {
  let locked = lock;
  let dropped = 0;
  let list: PhotoSummary[] = [];
  const details = new Map<number, PhotoDetail>();
  const records = new Map([
    ["r1", record("r1", "Case 0042")],
    ["r2", record("r2", "Case 0043, whose pseudonym is much longer than anybody would expect")],
  ]);
  let followed: FollowedCopy[] = [{ copy, standing: "exported", withdrawn: [], places: [] }];
  const asked: string[] = [];
  let certificate: CheckedCertificate | null = null;
  /** What a test lets happen before a command is answered: a wait, or a failure. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const before = new Map<string, (given: any) => Promise<unknown>>();

  const add = (count: number) => {
    const first = list.length;
    const added = Array.from({ length: count }, (_, i) => summary(first + i));
    for (const photo of added) details.set(photo.id, detail(photo));
    list = [...list, ...added];
    return added;
  };
  add(photos);

  const change = (ids: unknown, how: (photo: PhotoSummary) => PhotoSummary) => {
    list = list.map((photo) => ((ids as number[]).includes(photo.id) ? how(photo) : photo));
    return list.filter((photo) => (ids as number[]).includes(photo.id));
  };
  const unchecked = (ids: unknown, how: (photo: PhotoSummary) => Partial<PhotoSummary>) =>
    change(ids, (photo) => ({ ...photo, ...how(photo), verdict: null }));
  const open = (id: number): PhotoDetail => {
    const found = details.get(id);
    const photo = list.find((each) => each.id === id);
    if (!found || !photo) throw { code: "unknown-photo", message: "This photo is not on the list any more." };
    return { ...found, summary: photo };
  };
  let content = false;
  let refusing: Refusal[] | null = null;
  const changedFiles = new Set<number>();
  const judge = (photo: PhotoSummary): PhotoSummary => {
    if (refusing) return { ...photo, verdict: { outcome: "refused", refusals: refusing } };
    if (content) return { ...photo, verdict: { outcome: "clear" } };
    const refusals = [
      ...(photo.use
        ? []
        : [
            refusal("G01", "Say exactly what this copy is for.", "Choose a purpose and an audience.", [
              { step: "choose-use", agreed: photo.people.linked.length > 0 ? [use] : [] },
            ]),
          ]),
      ...(photo.people.count || photo.people.noPerson
        ? []
        : [
            refusal(
              "G03",
              "Nobody has said how many people this photo shows.",
              "Count the people in the photo.",
              [{ step: "count-people", people: 2 }, { step: "list-people" }, { step: "declare-no-person" }],
            ),
          ]),
      ...(details.get(photo.id)?.review.confirmedBy
        ? []
        : [
            refusal("G27", "4 checks left.", "Go through the checklist.", [
              {
                step: "confirm-checklist",
                items: details.get(photo.id)?.review.items.map((item) => item.id) ?? [],
              },
            ]),
          ]),
    ];
    return { ...photo, verdict: refusals.length ? { outcome: "refused", refusals } : { outcome: "clear" } };
  };
  const register = () => ({ lock: locked, keychain, place: "/home/someone/.local/share/safelight" });
  let idleMinutes = 15;
  let strictness = "strict";
  let profile = "clinical";
  const settings = () => ({
    outputFolder: null,
    idleMinutes,
    strictness,
    profile,
    version: "0.1.0",
    dialogs: true,
    formats: ["JPEG", "PNG", "WebP"],
  });

  const ofSettings: Answers = {
    register_state: register,
    create_register: () => ((locked = "open"), register()),
    unlock_register: ({ passphrase }) => {
      if (passphrase === "wrong")
        throw { code: "passphrase", message: "This passphrase does not open the register." };
      locked = "open";
      return register();
    },
    lock_register: () => ((locked = "locked"), register()),
    settings,
    set_strictness: (given) => ((strictness = given.strictness as string), settings()),
    set_profile: (given) => ((profile = given.profile as string), settings()),
    choose_output_folder: () => ({ ...settings(), outputFolder: "/home/someone/Pictures/For sharing" }),
  };

  const ofKeeping: Answers = {
    stir: () => null,
    set_idle_minutes: ({ minutes }) => ((idleMinutes = minutes as number), settings()),
    back_up_register: () => ({ place: "/media/stick/safelight-backup-2026-06-15.safelight", rows: 3 }),
    restore_register: ({ passphrase }) => {
      if (passphrase === "wrong")
        throw { code: "backup", message: "The passphrase does not open this backup." };
      locked = "open";
      return { register: register(), kept: "register-2026-06-15.safelight", older: false };
    },
    unlock_from_keychain: () => ((locked = "open"), register()),
    set_keychain: ({ on }) => ((keychain = on as boolean), register()),
    change_passphrase: ({ old }) => {
      if (old === "wrong")
        throw { code: "wrong-passphrase", message: "The passphrase does not open this register." };
      return register();
    },
  };

  const ofPhotos: Answers = {
    photos: () => list,
    photo: ({ photo }) => open(photo),
    add_dropped: ({ news }) => {
      news.onmessage({ kind: "found", files: 2 });
      news.onmessage({ kind: "read", photos: add(2) });
      return null;
    },
    pick_photos: () => null,
    remove_photos: ({ photos }) => ((list = list.filter((photo) => !photos.includes(photo.id))), null),
    set_regions: ({ photo, regions }) => {
      unchecked([photo], (before) => ({ regions: regions.length, version: before.version + 1 }));
      const { review, ...rest } = open(photo);
      details.set(photo, { ...rest, regions, review: { ...review, confirmedBy: null } });
      return open(photo);
    },
    look_for_suggestions: ({ photo }) => {
      details.set(photo, { ...open(photo), suggestions: open(photo).suggestions ?? suggested(photo) });
      return open(photo);
    },
    dismiss_suggestion: ({ photo, index, dismissed }) => {
      const suggestions = open(photo).suggestions?.map((each, i) =>
        i === index ? { ...each, dismissed } : each,
      );
      details.set(photo, { ...open(photo), suggestions: suggestions ?? null });
      return open(photo);
    },
    carry_regions: ({ from, to }) => {
      const { regions } = open(from);
      for (const id of to as number[]) details.set(id, { ...open(id), regions });
      return unchecked(to, (before) => ({ regions: regions.length, version: before.version + 1 }));
    },
    set_people: ({ photos, count }) => unchecked(photos, (photo) => ({ people: { ...photo.people, count } })),
    set_taken_on: ({ photos, day }) => unchecked(photos, () => ({ takenOn: day })),
    link: ({ photos, record }) =>
      unchecked(photos, (photo) => ({
        people: {
          ...photo.people,
          linked: [
            ...photo.people.linked,
            { person: records.get(record)?.summary.person ?? "", record, standing: "active" },
          ],
        },
      })),
    unlink: ({ photos, record }) =>
      unchecked(photos, (photo) => ({
        people: { ...photo.people, linked: photo.people.linked.filter((each) => each.record !== record) },
      })),
    list_person: ({ photos, person, place }) =>
      unchecked(photos, (photo) => ({
        people: {
          ...photo.people,
          listed: [...photo.people.listed.filter((each) => each.person !== person), { person, place }],
        },
      })),
    take_off_person: ({ photos, person }) =>
      unchecked(photos, (photo) => ({
        people: {
          ...photo.people,
          listed: photo.people.listed.filter((each) => each.person !== person),
          linked: photo.people.linked.filter((each) => each.person !== person),
        },
      })),
    declare_bystander: ({ photo, bystander }) =>
      unchecked([photo], (before) => ({
        people: { ...before.people, bystanders: [...before.people.bystanders, bystander] },
      })),
    take_back_bystander: ({ photo, place }) =>
      unchecked([photo], (before) => ({
        people: {
          ...before.people,
          bystanders: before.people.bystanders.filter(
            (each) => JSON.stringify(each.place) !== JSON.stringify(place),
          ),
        },
      })),
    declare_no_person: ({ photos, declaration }) =>
      unchecked(photos, (photo) => ({ people: { ...photo.people, noPerson: declaration } })),
    set_use: ({ photos, use }) => unchecked(photos, () => ({ use })),
    review: ({ photos, by }) => {
      for (const id of photos)
        details.set(id, { ...open(id), review: { ...open(id).review, confirmedBy: by } });
      return unchecked(photos, () => ({}));
    },
    copy_to_show: ({ photo }) => ({
      digest: "5f".repeat(32),
      regions: open(photo.photo).regions.length,
      note: null,
      people: open(photo.photo).summary.people.linked.map(({ person }) => ({
        person,
        asked: true,
        said: null,
      })),
    }),
    record_answer: ({ photo }) => unchecked([photo.photo], () => ({})),
    check: ({ photos }) => change(photos, judge),
  };

  const kept = (id: string): RecordDetail => {
    const found = records.get(id);
    if (!found) throw { code: "unknown-record", message: "No such record." };
    return found;
  };

  /** The records that stand on the form that is brought next. */
  let standing: string[] = [];
  const form = (): Form => ({
    id: 1,
    name: "signed form 0042.pdf",
    mediaType: "application/pdf",
    bytes: 9000,
    records: standing,
  });
  const ofConsents: Answers = {
    form_from_drop: form,
    pick_form: form,
    discard_form: () => null,
    form_pages: () => 3,
    save_record: ({ draft }) => {
      if (!draft.person.trim())
        return { outcome: "unfit", fields: [{ field: "person", message: "Say whom this is about." }] };
      const saved = record(`r${records.size + 1}`, draft.person, draft);
      records.set(saved.summary.id, saved);
      return { outcome: "kept", record: saved.summary };
    },
    change_record: ({ record: id, draft }) => {
      const changed = record(id, draft.person, draft);
      records.set(id, changed);
      return { outcome: "kept", record: changed.summary };
    },
    records: () => [...records.values()].map((each) => each.summary),
    record: ({ record }) => records.get(record),
    record_versions: ({ record }) => {
      const { terms, formDigest, withdrawals } = kept(record);
      const first = { version: 1, enteredAt: "2026-01-12T10:00:00Z", terms, formDigest, withdrawals: [] };
      const other = { version: 2, formDigest: "7d".repeat(32), withdrawals };
      const second = { ...first, ...other, terms: { ...terms, witness: "W. Itness" } };
      return [first, second];
    },
    withdraw: ({ record: id, withdrawal }) => {
      const found = kept(id);
      const standing = withdrawal.uses === null ? "withdrawn" : found.summary.standing;
      const after: RecordDetail = {
        ...found,
        summary: { ...found.summary, standing },
        withdrawals: [...found.withdrawals, withdrawal],
        copies: found.copies.map((each) => ({ ...each, standing: "withdrawn", withdrawn: [id] })),
      };
      records.set(id, after);
      followed = followed.map((each) =>
        each.copy.records.includes(id) ? { ...each, standing: "withdrawn", withdrawn: [id] } : each,
      );
      return after;
    },
    set_record_status: ({ record: id, status }) => {
      const found = kept(id);
      const after: RecordDetail = {
        ...found,
        summary: { ...found.summary, standing: status },
        terms: { ...found.terms, status },
      };
      records.set(id, after);
      return after;
    },
    export_fhir: () => "consent-r1.json",
    pick_fhir: () => ({
      id: 1,
      file: "consent.json",
      person: "Case 0042",
      known: true,
      status: "draft",
      uses: [],
      bringsForm: false,
      leftOut: [{ element: "Consent.language", taken: "not kept" }],
    }),
    enter_fhir: ({ person }) => {
      const entered = record(`r${records.size + 1}`, person);
      records.set(entered.summary.id, entered);
      return entered.summary;
    },
    discard_fhir: () => null,
  };

  const ofExports: Answers = {
    export_photos: ({ photos, news }) => {
      const shown = photos as Shown[];
      for (const { photo } of shown) {
        if (changedFiles.delete(photo)) {
          unchecked([photo], (before) => ({ regions: 0, version: before.version + 1 }));
          details.set(photo, { ...open(photo), regions: [] });
          const message = "This photo changed on the disk; look at it again.";
          news.onmessage({ outcome: "failed", photo, code: "changed", message });
        } else news.onmessage({ outcome: "exported", photo, output: "photo-k3v7qd2m.jpg" });
      }
      return change(
        shown.map(({ photo }) => photo),
        (photo) => photo,
      );
    },
    copies: ({ query }): CopyPage => {
      const { text, standing, before } = query as CopyQuery;
      const words = text.toLowerCase().split(/\s+/);
      const wanted = followed.filter(
        (each) =>
          (!standing || each.standing === standing) &&
          (!before || Number(each.copy.row) < Number(before)) &&
          words.every((word) => JSON.stringify(each).toLowerCase().includes(word)),
      );
      return { copies: wanted.slice(0, 100), more: wanted.length > 100 };
    },
    verify_ledger: () => ({ rows: followed.length, broken: null }),
    whose_dropped: ({ drop }) => ({
      name: "found on the web.jpg",
      found: drop === 1 ? [{ known: "alike", copy: followed[0] }] : [],
      certificate: null,
    }),
    pick_whose: () => ({ name: "found on the web.jpg", found: [], certificate }),
    note_place: ({ row, line }) => {
      followed = followed.map((each) =>
        each.copy.row === row
          ? { ...each, places: [...each.places.filter((it) => it.place !== line.place), line] }
          : each,
      );
      return followed.find((each) => each.copy.row === row);
    },
    save_certificate: () => true,
    save_receipt: () => true,
    save_letter: () => true,
    contact: () => "Dr A, Ward 3",
  };

  const answers: Answers = { ...ofSettings, ...ofKeeping, ...ofPhotos, ...ofConsents, ...ofExports };

  mockWindows("main");
  mockIPC(
    (command, given) => {
      asked.push(command);
      const answer = answers[command];
      if (!answer) throw new Error(`no such command: ${command}`);
      const first = before.get(command);
      return first ? first(given).then(() => answer(given)) : answer(given);
    },
    { shouldMockEvents: true },
  );
  Object.assign(window, { __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener: () => undefined } });
  Object.assign((window as unknown as { __TAURI_INTERNALS__: object }).__TAURI_INTERNALS__, {
    convertFileSrc: (path: string) => {
      const part = /crop\/(.*)$/.exec(path)?.[1];
      return `/dev/picture.svg?${path}${part ? `#svgView(viewBox(${part}))` : ""}`;
    },
  });
  return {
    asked,
    before,
    /** From now on the gate has nothing against any photo. */
    clearAll: () => (content = true),
    /** The gate has just this against any photo, and asks for no more than what is given. */
    refuse: (refusals: Refusal[]) => (refusing = refusals),
    /** The file of a photo is another one from now on. */
    replaceFile: (photo: number) => changedFiles.add(photo),
    /** The copies that the ledger holds, the newest first. */
    setCopies: (copies: FollowedCopy[]) => (followed = copies),
    /** The file that is picked next to ask about is this certificate. */
    setCertificate: (checked: CheckedCertificate) => (certificate = checked),
    regions: (photo: number) => details.get(photo)?.regions ?? [],
    alter: (photo: number, how: (detail: PhotoDetail) => PhotoDetail) => {
      const altered = how(open(photo));
      details.set(photo, altered);
      change([photo], () => altered.summary);
    },
    /** A record that the register has too. */
    keep: (kept: RecordDetail) => void records.set(kept.summary.id, kept),
    /** The next form is the one of these records. */
    knowForm: (records: string[]) => (standing = records),
    drop: (files: DraggedFiles = "others", at = { x: 0, y: 0 }) =>
      emit("drop", { kind: "dropped", drop: (dropped += 1), files, ...at }),
    drag: (files: DraggedFiles, at = { x: 0, y: 0 }) => emit("drop", { kind: "over", files, ...at }),
  };
}
