/** JSON as a value. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type StateObject = Readonly<Record<string, Json>>;

/** The keys that a key is inside of, the outermost first: of `a.b.c`, `a` and `a.b`. */
export function prefixesOf(key: string): string[] {
  const names = key.split(".");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("."));
}

/**
 * The state after a patch. Clients that apply each `tool:state:updated` like this, in order, have the server's state. What is
 * on the way to a key becomes an object; an object that a removal leaves without keys goes, too.
 */
export function applyPatch(state: StateObject, patch: StateObject): StateObject {
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
