import type { z } from "zod";
import { type InvalidPart, Problem } from "../problems.js";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** An answer is not larger than what it is about: of many invalid parts the first are named, and of long names the start. */
const namedAtMost = 20;
const textAtMost = 200;

/** What is wrong with a part of the request, for its sender. `at` leads to where `value` is in that part. */
export function invalidInput(
  issues: readonly Issue[],
  value: unknown,
  place: InvalidPart["in"],
  at: Path = [],
): Problem {
  const errors = invalidParts(issues.slice(0, namedAtMost), value, place, at).slice(0, namedAtMost);
  const more = issues.length - errors.length;
  return new Problem("invalid_request", {
    ...(more > 0 && { detail: `The first ${errors.length} of what is wrong; ${more} more are left out.` }),
    errors: errors.map(({ pointer, detail, ...part }) => ({
      ...part,
      pointer: clipped(pointer),
      detail: clipped(detail),
    })),
  });
}

const clipped = (text: string): string =>
  text.length <= textAtMost ? text : `${text.slice(0, textAtMost).replace(/[\ud800-\udbff]$/, "")}…`;

const invalidParts = (
  issues: readonly Issue[],
  value: unknown,
  place: InvalidPart["in"],
  at: Path = [],
): InvalidPart[] =>
  issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    const found = valueAt(value, issue.path);
    const form = issue.code === "invalid_union" ? closestForm(issue.errors, found) : undefined;
    return form
      ? invalidParts(form, found, place, path)
      : [{ in: place, pointer: pointer(path), detail: issue.message }];
  });

/** RFC 6901. */
const pointer = (path: Path): string =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/**
 * Of a value that may have several forms, what it lacks of the one it resembles most: it has nothing that this form does
 * not know, then the least that is wrong rather than missing; of equals the first. Undefined if it resembles none.
 */
function closestForm(forms: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined {
  const candidates = forms.filter((issues) => !issues.some(isOfAnotherKind));
  const strangeness = (issues: readonly Issue[]): number =>
    issues.reduce(
      (sum, { code, path }) => sum + (code === "unrecognized_keys" ? 100 : isWrong(value, path) ? 1 : 0),
      0,
    );
  return candidates.toSorted((a, b) => strangeness(a) - strangeness(b))[0];
}

const isOfAnotherKind = ({ code, path }: Issue): boolean => path.length === 0 && code !== "unrecognized_keys";
const isWrong = (value: unknown, path: Path): boolean => valueAt(value, path) !== undefined;

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? Reflect.get(inner, key) : undefined), value);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
