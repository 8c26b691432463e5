import { strings } from "./strings";

/** The codes that can be chosen, in the order in which they are offered. */
export const purposes = Object.keys(strings.purposes);
export const audiences = Object.keys(strings.audiences);
export const roles = Object.keys(strings.roles);
export const conditions = Object.keys(strings.conditions);
