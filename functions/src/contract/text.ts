import { z } from "zod";

const wellFormed = /^\P{Surrogate}*$/u;

/** A name or a title: something is said, and what stands around it is taken off. Lengths are in UTF-16 units. */
export const title = (max: number) =>
  z.string().trim().min(1).max(max).regex(wellFormed, "must be well-formed Unicode");

/** Text that may be empty. */
export const prose = (max: number) => z.string().max(max).regex(wellFormed, "must be well-formed Unicode");
