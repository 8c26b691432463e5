import { strings } from "../shared/strings";
import type { RecordSummary } from "../shared/wire/RecordSummary";
import type { Refusal } from "../shared/wire/Refusal";
import type { Remedy } from "../shared/wire/Remedy";
import type { Mending } from "./mending";
import { type Section, sectionOf } from "./sections";

/** So many buttons under one refusal; what is left is in the sections they lead to. */
const MOST = 4;

/** A button under a refusal. */
export interface Way {
  words: string;
  take: () => Promise<void> | void;
}

/** The ways out of a refusal, the likeliest first. Where the window can mend nothing at once, the section is shown. */
export function waysOf(refusal: Refusal, mending: Mending, records: RecordSummary[]): Way[] {
  const { goTo } = strings.verdict;
  const to = (section: Section): Way => ({
    words: goTo[section],
    take: () => mending.go(section, refusal.record),
  });
  const person = (record: string | null, named: string | null) =>
    named ?? records.find(({ id }) => id === record)?.person ?? refusal.person ?? "";
  const all = refusal.remedies
    .filter((remedy) => !isSaid(remedy, refusal))
    .flatMap((remedy) => ways(remedy, mending, person, to));
  const different = [...new Map(all.map((way) => [way.words, way])).values()].slice(0, MOST);
  const section = sectionOf(refusal.id);
  const final = refusal.remedies.some(({ step }) => step === "respect");
  return different.length > 0 || final || section === null ? different : [to(section)];
}

/** Whether another way out of the refusal leads to the same place, and says better what to do there. */
function isSaid(remedy: Remedy, { remedies }: Refusal): boolean {
  const has = (other: (each: Remedy) => boolean) => remedies.some(other);
  switch (remedy.step) {
    case "list-people":
      // To count comes first, and who is counted is then asked for.
      return remedies[0]?.step === "count-people" && remedies[0].people === null;
    case "link-record":
      return remedy.records.length === 0 && has(({ step }) => step === "list-people");
    default:
      return false;
  }
}

function ways(
  remedy: Remedy,
  mending: Mending,
  person: (record: string | null, named: string | null) => string,
  to: (section: Section) => Way,
): Way[] {
  const { mend } = strings.verdict;
  switch (remedy.step) {
    case "choose-use":
      return [
        ...remedy.agreed.slice(0, MOST - 1).map((use) => ({
          words: mend.use(strings.usePhrase(use.purpose, use.audience, use.outlet)),
          take: () => mending.setUse(use),
        })),
        to("use"),
      ];
    case "link-record":
      if (remedy.records.length === 0) return [to("people")];
      return remedy.records.map((record) => ({
        words: mend.link(person(record, remedy.person), record),
        take: () => mending.link(record),
      }));
    case "add-record":
      return [
        { words: mend.add(person(null, remedy.person)), take: () => mending.addRecord(remedy.person ?? "") },
      ];
    case "correct-record":
      return [
        {
          words: mend.correct(person(remedy.record, null)),
          take: () => mending.correct(remedy.record, remedy.fields),
        },
      ];
    case "attach-form":
      return [
        {
          words: mend.attach(person(remedy.record, null)),
          take: () => mending.correct(remedy.record, ["form"]),
        },
      ];
    case "count-people": {
      const { people } = remedy;
      if (!people) return [{ words: mend.countAnew, take: () => mending.focus("people", "count") }];
      return [{ words: mend.count(people), take: () => mending.count(people) }];
    }
    case "declare-no-person":
      return [{ words: mend.noPerson, take: () => mending.focus("people", "declared-by") }];
    case "dismiss-faces": {
      const { faces } = remedy;
      if (faces.length === 0) return [];
      return [{ words: mend.dismiss(faces.length), take: () => mending.dismiss(faces) }];
    }
    case "hide-faces": {
      const { faces } = remedy;
      if (faces.length === 0) return [to("picture")];
      return [{ words: mend.hideFaces(faces.length), take: () => mending.hideFaces(faces) }];
    }
    case "hide-places": {
      const { places } = remedy;
      if (places.length === 0) return [to("picture")];
      return [{ words: mend.hidePlaces(places.length), take: () => mending.hidePlaces(places) }];
    }
    case "hide-marks":
      return remedy.marks.map((mark) => ({ words: mend.mark(mark), take: () => mending.draw(mark) }));
    case "set-taken-on":
      return [
        {
          words: mend.takenOn(remedy.from, remedy.to),
          take: () => mending.focus("people", "taken-on"),
        },
      ];
    case "confirm-checklist":
      return [{ words: strings.verdict.goTo.checklist, take: () => mending.confirm(remedy.items) }];
    case "see-copies":
      return [
        { words: mend.copies(person(remedy.record, null)), take: () => mending.seeCopies(remedy.record) },
      ];
    case "list-people":
      return [{ words: mend.list, take: () => mending.focus("people", "listed") }];
    case "declare-bystander":
      return [{ words: mend.bystander, take: () => mending.bystander() }];
    case "relink-photo":
      return [to("people")];
    case "choose-name":
      return [to("use")];
    case "show-copy":
      return [{ words: mend.show(person(null, remedy.person)), take: () => mending.showCopy(remedy.person) }];
    case "change-strictness":
      return [{ words: mend.strictness, take: () => mending.strictness() }];
    case "set-clock":
    case "report-file":
    case "respect":
      return [];
  }
}
