import { Segment } from "@firecast/contract/core/ids";

/** Users that one message mentions at the most: those named after them are not told. */
export const maxMentions = 50;

/** `@uid`, but not what follows a word character: that is an e-mail address. */
const mention = /(?<![\p{L}\p{N}_])@([A-Za-z0-9_-]+)/gu;

/** The uids that a text names: candidates, each once, in order of appearance. Whether they are members is not known here. */
export function namedIn(text: string): string[] {
  const names = [...text.matchAll(mention)].flatMap(([, name]) => Segment.safeParse(name).data ?? []);
  return [...new Set(names)].slice(0, maxMentions);
}
