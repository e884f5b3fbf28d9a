import type { Condition } from "@firecast/contract/automations/rules";
import { assertNever } from "../../../platform/assertNever.js";
import { type Facts, factOf } from "../../../platform/happenings/happening.js";
import { folded } from "./matchText.js";

/** Whether a condition holds for what is known. Of what is not known nothing holds. */
export function holds({ fact, is, value }: Condition, facts: Facts): boolean {
  const known = factOf(facts, fact);
  if (known === undefined) return false;
  switch (is) {
    case "equal":
      return isEqual(known, value);
    case "not_equal":
      return !isEqual(known, value);
    case "containing":
      return contains(known, value);
    case "not_containing":
      return !contains(known, value);
    case "at_least":
      return typeof known === "number" && typeof value === "number" && known >= value;
    case "at_most":
      return typeof known === "number" && typeof value === "number" && known <= value;
    default:
      return assertNever(is);
  }
}

const isEqual = (a: string | number, b: string | number): boolean =>
  typeof a === "string" && typeof b === "string" ? folded(a) === folded(b) : a === b;

const contains = (text: string | number, part: string | number): boolean =>
  folded(String(text)).includes(folded(String(part)));
