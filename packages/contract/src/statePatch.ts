import { z } from "zod";
import { prefixesOf } from "./stateTree.js";

export { applyPatch, isObject, type Json, prefixesOf, type StateObject, valueAt } from "./stateTree.js";

/** Keys of one patch. */
export const maxPatchKeys = 100;

/** Names on the way to a value, joined by dots: `votes.alice` is `alice` in `votes`. Lists are values: no name leads into one. */
export const StateKey = z
  .string()
  .max(256)
  .regex(
    /^(?!(?:.*\.)?(?:__proto__|constructor)(?:\.|$))[^.\p{Cc}\p{Surrogate}]{1,128}(?:\.[^.\p{Cc}\p{Surrogate}]{1,128}){0,9}$/u,
    "must be 1 to 10 names joined by dots, none of them __proto__ or constructor",
  );

/** A value for each key; null takes away. A value that is an object replaces all that was there. */
export const StatePatch = z
  .record(StateKey, z.json())
  .refine((patch) => Object.keys(patch).length > 0, "must have a key")
  .refine((patch) => Object.keys(patch).length <= maxPatchKeys, `must have at most ${maxPatchKeys} keys`)
  .superRefine((patch, context) => {
    for (const key of Object.keys(patch)) {
      if (!prefixesOf(key).some((prefix) => Object.hasOwn(patch, prefix))) continue;
      context.addIssue({ code: "custom", path: [key], message: "is inside another key of this patch" });
    }
  });
export type StatePatch = z.infer<typeof StatePatch>;
