import type { People } from "../shared/wire/People";
import type { Place } from "../shared/wire/Place";
import type { Shape } from "../shared/wire/Shape";
import type { Standing } from "../shared/wire/Standing";
import type { Box } from "./editor/boxes";
import { bounds, contains } from "./editor/shapes";

/** A record that is linked, in so many of the photos. */
export interface LinkedRecord {
  record: string;
  standing: Standing | null;
  photos: number;
}

/** Someone in a photo, or in some of several. */
export interface Person {
  person: string;
  photos: number;
  /** Where they are, where they are looked for in one photo alone. */
  place: Place | null;
  records: LinkedRecord[];
}

/** A place in the picture with somebody's name on it. */
export interface Spot {
  label: string;
  place: Place;
}

/** Everyone said to be in the photos, listed or linked, in the order in which the first photo has them. */
export function inPictures(all: People[]): Person[] {
  const found = new Map<string, Person>();
  const named = (person: string): Person => {
    const known = found.get(person);
    if (known) return known;
    const added: Person = { person, photos: 0, place: null, records: [] };
    found.set(person, added);
    return added;
  };
  for (const people of all) {
    const here = [...people.listed, ...people.linked].map(({ person }) => person);
    for (const person of new Set(here)) named(person).photos += 1;
    if (all.length === 1) for (const { person, place } of people.listed) named(person).place = place;
    for (const { person, record, standing } of people.linked) {
      const { records } = named(person);
      const known = records.find((each) => each.record === record);
      if (known) known.photos += 1;
      else records.push({ record, standing, photos: 1 });
    }
  }
  return [...found.values()];
}

/** Whether a consent speaks for somebody today. */
export const speaks = (standing: Standing | null) => standing === "active" || standing === "expiring";

/** Whether a record still says anything: one that was replaced, taken back or an error does not. */
export const saysAnything = (standing: Standing) =>
  !["withdrawn", "superseded", "entered-in-error"].includes(standing);

export const isAgreed = (person: Person) => person.records.some(({ standing }) => speaks(standing));

/** How many people a photo shows, and how many of those who need a consent have one linked. */
export interface Tally {
  count: number | null;
  agreed: number;
  of: number;
  settled: boolean;
}

export function tally(people: People): Tally {
  const all = inPictures([people]);
  const hidden = people.bystanders.length;
  const agreed = all.filter(isAgreed).length;
  const known = all.length + hidden;
  const count = people.count ?? (known > 0 ? known : null);
  const of = Math.max((count ?? 0) - hidden, all.length);
  return { count, agreed, of, settled: of > 0 && agreed === of };
}

/** The places of a photo's people, each with its label. */
export const spots = (people: People, bystander: (n: number) => string): Spot[] => [
  ...inPictures([people]).flatMap(({ person, place }) => (place ? [{ label: person, place }] : [])),
  ...people.bystanders.map(({ place }, index) => ({ label: bystander(index + 1), place })),
];

/** The largest box about a shape's middle that lies in the shape wholly; none where its middle is outside. */
export function boxIn(shape: Shape): Box | null {
  const around = bounds(shape);
  const [x, y] = [around.x + around.width / 2, around.y + around.height / 2];
  for (let part = 100; part >= 20; part -= 2) {
    const [width, height] = [(around.width * part) / 100, (around.height * part) / 100];
    // Whole pixels, inwards.
    const left = Math.ceil(x - width / 2);
    const top = Math.ceil(y - height / 2);
    const box = {
      x: left,
      y: top,
      width: Math.floor(x + width / 2) - left,
      height: Math.floor(y + height / 2) - top,
    };
    if (box.width > 0 && box.height > 0 && isIn(box, shape)) return box;
  }
  return null;
}

/** So many points along each side of a box are looked at. */
const POINTS = 16;

function isIn({ x, y, width, height }: Box, shape: Shape): boolean {
  for (let i = 0; i <= POINTS; i++) {
    const [across, down] = [x + (width * i) / POINTS, y + (height * i) / POINTS];
    const edge = [
      { x: across, y },
      { x: across, y: y + height },
      { x, y: down },
      { x: x + width, y: down },
    ];
    if (!edge.every((point) => contains(shape, point))) return false;
  }
  return true;
}

/** The letters that a row of chips has room for, those that a long name is cut to, and what a chip takes beside its name. */
const ROOM = 28;
const LONG = 13;
const CHIP = 5;
const REST = 4;

export const isLong = (name: string) => name.length > LONG;

/** How many of the names have a chip that can be read, and room for the number of the others; at least one has. */
export function fitting(names: string[]): number {
  let room = ROOM;
  for (const [index, name] of names.entries()) {
    room -= Math.min(name.length, LONG) + CHIP;
    const left = room - (index + 1 < names.length ? REST : 0);
    if (index > 0 && left < 0) return index;
  }
  return names.length;
}
