import type { HappeningKind } from "./happening.js";

/** What may happen in a space of this deployment, as its features say. */
export interface HappeningRegistry {
  readonly kinds: readonly HappeningKind[];
  find(name: string): HappeningKind | undefined;
}

const KindName = /^[a-z][a-z0-9_]{0,63}$/;

/** @throws Error for two kinds of one name, and for a name that cannot go over the wire: the backend does not start. */
export function happeningRegistry(kinds: readonly HappeningKind[]): HappeningRegistry {
  const byName = new Map<string, HappeningKind>();
  for (const kind of kinds) {
    if (!KindName.test(kind.name)) throw new Error(`"${kind.name}" cannot name a happening.`);
    if (byName.has(kind.name)) throw new Error(`There are two happenings "${kind.name}".`);
    byName.set(kind.name, kind);
  }
  return { kinds, find: (name) => byName.get(name) };
}
