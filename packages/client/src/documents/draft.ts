import {
  applyChange,
  bothChanges,
  changeAfter,
  changeBefore,
  reverseOf,
  type TextChange,
} from "@firecast/contract/textSteps";
import { fineChange } from "./fineChange.js";
import { portionOf } from "./portion.js";

/** A change that the server has not yet taken. */
interface Pending {
  /** Made to the text that the ones before it leave. */
  readonly ops: TextChange;
  /** Of the request that it goes with; several changes may go with one. Undefined: it is not yet on its way. */
  readonly key: string | undefined;
}

/** A text as the server has it, and the user's changes over it (operational transformation). Those with keys come first. */
export interface Draft {
  readonly version: number;
  /** The server's, of that version. */
  readonly content: string;
  readonly pending: readonly Pending[];
}

/** What the server says: a whole text of a version, or the change that made it of the one before. */
interface Text {
  readonly version: number;
  readonly content: string;
}

export const emptyDraft: Draft = { version: 0, content: "", pending: [] };

const applied = (text: string, ops: TextChange): string => applyChange(text, ops) ?? text;
const joined = (pending: readonly Pending[]): TextChange =>
  pending.reduce<TextChange>((all, { ops }) => bothChanges(all, ops), []);

/** With the user's own changes in it. */
export const textOf = ({ content, pending }: Draft): string =>
  pending.reduce((text, { ops }) => applied(text, ops), content);

export const isOnTheWay = ({ pending }: Draft): boolean => pending.some(({ key }) => key !== undefined);
export const hasUnsent = ({ pending }: Draft): boolean => pending.some(({ key }) => key === undefined);

/** Whether something that went with that request is not yet known to be taken. */
export const isKnown = ({ pending }: Draft, key: string): boolean => pending.some((one) => one.key === key);

/** `ops` are made to `textOf(draft)`. */
export function edited(draft: Draft, ops: TextChange): Draft {
  const last = draft.pending.at(-1);
  if (last?.key === undefined && last) {
    const grown = { ...last, ops: bothChanges(last.ops, ops) };
    return { ...draft, pending: [...draft.pending.slice(0, -1), grown] };
  }
  return { ...draft, pending: [...draft.pending, { ops, key: undefined }] };
}

/** What is not yet on its way goes with the request of that key, as much as one takes. */
export const handedOver = (draft: Draft, key: string): Draft => ({
  ...draft,
  pending: draft.pending.flatMap((one) => {
    if (one.key !== undefined) return [one];
    const { part, rest } = portionOf(one.ops);
    return [{ ops: part, key }, ...(rest.length > 0 ? [{ ops: rest, key: undefined }] : [])];
  }),
});

/** Whether all that waits goes with one request. */
export const fitsInOne = ({ pending }: Draft): boolean => portionOf(joined(pending)).rest.length === 0;

/** What goes with one request is one change, as the server has it: both move it by the same rule. */
function inOne(pending: readonly Pending[]): Pending[] {
  const result: Pending[] = [];
  for (const one of pending) {
    const last = result.at(-1);
    if (last && last.key === one.key)
      result[result.length - 1] = { ...last, ops: bothChanges(last.ops, one.ops) };
    else result.push(one);
  }
  return result;
}

/** What a request of these keys says, made to the server's text. */
export const requestOf = ({ version, pending }: Draft, ...keys: readonly string[]) => ({
  baseVersion: version,
  ops: joined(pending.filter(({ key }) => key !== undefined && keys.includes(key))),
});

/** What went with the request `from` goes with `to`; undefined: it waits again. */
export const rekeyed = (draft: Draft, from: string, to: string | undefined): Draft => ({
  ...draft,
  pending: inOne(draft.pending.map((one) => (one.key === from ? { ...one, key: to } : one))),
});

/** The server's text has the changes of that request. */
export const taken = (draft: Draft, key: string): Draft => ({
  ...draft,
  pending: without(draft.pending, key),
});

/** A change of the server's text moves all that is made to it. Also says how it changes what the user sees. */
export function moved(
  pending: readonly Pending[],
  ops: TextChange,
): { pending: Pending[]; seen: TextChange } {
  let seen = ops;
  const after = pending.map(({ key, ops: own }) => {
    const next = { key, ops: changeAfter(own, seen) };
    seen = changeBefore(seen, own);
    return next;
  });
  return { pending: after, seen };
}

export interface Received {
  readonly draft: Draft;
  /** How the text that the user sees has changed. */
  readonly seen: TextChange;
}

/** The next version has come. `key` is its request's; of the user's own the text was there before. */
export function received(
  draft: Draft,
  { version, ops, key }: { version: number; ops: TextChange; key: string | undefined },
): Received {
  const content = applied(draft.content, ops);
  const isOwn = key !== undefined && draft.pending.some((one) => one.key === key);
  if (isOwn) return { draft: { version, content, pending: without(draft.pending, key) }, seen: [] };
  const { pending, seen } = moved(draft.pending, ops);
  return { draft: { version, content, pending }, seen };
}

/** A whole text of the server's that has the changes of `key` in it. */
export function landed(draft: Draft, { version, content }: Text, key?: string): Received {
  const had = draft.pending.filter((one) => key !== undefined && one.key === key);
  const before = had.reduce((text, { ops }) => applied(text, ops), draft.content);
  const rest = draft.pending.filter((one) => !had.includes(one));
  const { pending, seen } = moved(rest, fineChange(before, content));
  return { draft: { version, content, pending }, seen };
}

/** The server has refused the request: its changes go, and what was written after them stays. */
export function refused(draft: Draft, key: string): Received {
  const had = draft.pending.filter((one) => one.key === key);
  const back = reverseOf(draft.content, joined(had));
  const { pending, seen } = moved(without(draft.pending, key), back);
  return { draft: { ...draft, pending }, seen };
}

const without = (pending: readonly Pending[], key: string): Pending[] =>
  pending.filter((one) => one.key !== key);
