import { z } from "zod";
import type { NoticeType } from "./noticeType.js";

/** The notification types of a deployment: those of its features, and its own. */
export interface NoticeRegistry {
  readonly types: readonly NoticeType[];
  /** @throws Error if there is none of this name. */
  of(type: string): NoticeType;
  /** Undefined for a name from storage whose type is gone. */
  find(type: string): NoticeType | undefined;
  /** A name from a caller: one of those that there are. */
  readonly Type: z.ZodEnum<Readonly<Record<string, string>>>;
  readonly Category: z.ZodEnum<Readonly<Record<string, string>>>;
}

const TypeName = /^[a-z][a-z0-9_]{0,63}$/;

/** @throws Error for two types of one name, and for a name that cannot go over the wire: the backend does not start. */
export function noticeRegistry(types: readonly NoticeType[]): NoticeRegistry {
  const byName = new Map<string, NoticeType>();
  for (const type of types) {
    const { type: name, category } = type;
    // What every object has is no name: choices and times are kept by type.
    for (const word of [name, category]) {
      if (!TypeName.test(word) || word in {}) throw new Error(`"${word}" cannot name a notification type.`);
    }
    if (byName.has(name)) throw new Error(`There are two notification types "${name}".`);
    byName.set(name, type);
  }
  return {
    types,
    find: (name) => byName.get(name),
    of: (name) => {
      const type = byName.get(name);
      if (!type) throw new Error(`There is no notification type "${name}".`);
      return type;
    },
    Type: z.enum([...byName.keys()]),
    Category: z.enum([...new Set(types.map(({ category }) => category))]),
  };
}
