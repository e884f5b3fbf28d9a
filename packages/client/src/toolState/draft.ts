import { applyPatch, type Json, prefixesOf, type StateObject, valueAt } from "@firecast/contract/stateTree";

/** Keys that the server takes in one patch. */
export const maxPatchKeys = 100;

/**
 * The patch that does what `draft` does and then `patch`. The server takes no key inside another one of the same patch: what
 * goes inside a drafted object becomes part of it, and what stands around drafted keys takes their place.
 */
export function addToDraft(draft: StateObject, patch: StateObject): StateObject {
  let next: StateObject = draft;
  for (const [key, value] of Object.entries(patch)) next = addKey(next, key, value);
  return next;
}

function addKey(draft: StateObject, key: string, value: Json): StateObject {
  const around = prefixesOf(key).find((prefix) => Object.hasOwn(draft, prefix));
  if (around !== undefined)
    return { ...draft, [around]: within(draft[around], key.slice(around.length + 1), value) };
  const others = Object.entries(draft).filter(([other]) => other !== key && !other.startsWith(`${key}.`));
  return { ...Object.fromEntries(others), [key]: value };
}

/** Named so that a value can be changed on the inside as if it stood in a state. */
const own = "value";

/** As the server does it: what is no object becomes one, and an object that a removal leaves without keys goes. */
function within(value: Json | undefined, key: string, inner: Json): Json {
  const before: StateObject = value === undefined || value === null ? {} : { [own]: value };
  return valueAt(applyPatch(before, { [`${own}.${key}`]: inner }), own) ?? null;
}

/** A patch in parts that the server takes. */
export function partsOf(patch: StateObject): StateObject[] {
  const keys = Object.entries(patch);
  const parts: StateObject[] = [];
  for (let at = 0; at < keys.length; at += maxPatchKeys)
    parts.push(Object.fromEntries(keys.slice(at, at + maxPatchKeys)));
  return parts;
}
