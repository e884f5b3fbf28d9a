import { z } from "zod";

/** JSON as a value. */
export type Json = z.infer<ReturnType<typeof z.json>>;
export type StateObject = Readonly<Record<string, Json>>;

/** Keys of one patch. */
export const maxPatchKeys = 100;

/** Names on the way to a value, joined by dots: `votes.alice` is `alice` in `votes`. Lists are values: no name leads into one. */
export const StateKey = z
  .string()
  .max(256)
  .regex(
    /^(?!(?:.*\.)?__proto__(?:\.|$))[^.\p{Cc}\p{Surrogate}]{1,128}(?:\.[^.\p{Cc}\p{Surrogate}]{1,128}){0,9}$/u,
    "must be 1 to 10 names joined by dots",
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

/** The keys that a key is inside of, the outermost first: of `a.b.c`, `a` and `a.b`. */
export function prefixesOf(key: string): string[] {
  const names = key.split(".");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("."));
}

/**
 * The state after a patch. Clients that apply each `tool:state:updated` like this, in order, have the server's state. What is
 * on the way to a key becomes an object; an object that a removal leaves without keys goes, too.
 */
export function applyPatch(state: StateObject, patch: StatePatch): StateObject {
  const own = new Set<object>();
  /** Each object is copied once in a patch, and the state that was handed in stays as it was. */
  const owned = (object: StateObject): Tree => {
    if (own.has(object)) return object;
    const copy = { ...object };
    own.add(copy);
    return copy;
  };
  const next = owned(state);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) remove(next, key.split("."), owned);
    else put(next, key.split("."), value, owned);
  }
  return next;
}

/** What a state has at a key; undefined where it has nothing. */
export function valueAt(state: StateObject, key: string): Json | undefined {
  let value: Json | undefined = state;
  for (const name of key.split("."))
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

export const isObject = (value: Json | undefined): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Tree = Record<string, Json>;
type Owned = (object: StateObject) => Tree;

const innerOf = (tree: Tree, name: string): Json | undefined =>
  Object.hasOwn(tree, name) ? tree[name] : undefined;

function put(tree: Tree, [name = "", ...rest]: readonly string[], value: Json, owned: Owned): void {
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const inner = innerOf(tree, name);
  const next = owned(isObject(inner) ? inner : {});
  tree[name] = next;
  put(next, rest, value, owned);
}

function remove(tree: Tree, [name = "", ...rest]: readonly string[], owned: Owned): void {
  const inner = innerOf(tree, name);
  if (rest.length === 0) delete tree[name];
  else if (isObject(inner)) {
    const next = owned(inner);
    tree[name] = next;
    remove(next, rest, owned);
    if (Object.keys(next).length === 0) delete tree[name];
  }
}
