import { z } from "zod";

const wellFormed = /^\P{Surrogate}*$/u;

/** No half of a surrogate pair: Firestore refuses it, after five seconds of trying again. */
export const wellFormedText = () => z.string().regex(wellFormed, "must be well-formed Unicode");

/** A name or a title: something is said, and what stands around it is taken off. Lengths are in UTF-16 units. */
export const title = (max: number) => wellFormedText().trim().min(1).max(max);

/** Text that may be empty. */
export const prose = (max: number) => wellFormedText().max(max);
