import {
  type ChangeDocument,
  type CreateDocument,
  type Document,
  keptDocumentChanges,
  maxDocumentLength,
} from "@firecast/contract/documents";
import {
  applyChange,
  changeAfter,
  changeBetween,
  compact,
  type TextChange,
} from "@firecast/contract/textChange";

interface Maker {
  readonly id: string;
  readonly ownerId: string;
  readonly at: string;
}

/** Lines end as in a browser's field, whose places others' cursors and changes are. */
const withLineFeeds = (text: string): string => text.replaceAll(/\r\n?/g, "\n");

export const newDocument = (draft: CreateDocument, { id, ownerId, at }: Maker): Document => ({
  id,
  ownerId,
  ...draft,
  content: withLineFeeds(draft.content),
  version: 1,
  createdAt: at,
  updatedAt: at,
});

/** Longest change, in bytes of JSON: it goes out as one event. */
export const maxChangeBytes = 60 * 1024;

export type Decision =
  | { readonly type: "change"; readonly document: Document; readonly ops: TextChange }
  /** It changes nothing. */
  | { readonly type: "keep" }
  /** Made to another version, and cannot be merged with what came since. */
  | { readonly type: "stale" }
  | { readonly type: "misfit"; readonly pointer: string; readonly detail: string }
  | { readonly type: "too_large"; readonly detail: string };

/** The versions whose changes a decision needs: those since the base. None where it cannot be merged anyway. */
export function neededChanges({ version }: Pick<Document, "version">, change: ChangeDocument): number[] {
  const { baseVersion } = change;
  if ("content" in change || version - baseVersion > keptDocumentChanges) return [];
  return Array.from({ length: Math.max(0, version - baseVersion) }, (_, n) => baseVersion + 1 + n);
}

/** `since` are the needed changes, in order, each undefined if it is not kept any more. */
export function decideChange(
  document: Document,
  change: ChangeDocument,
  since: readonly (TextChange | undefined)[],
  at: string,
): Decision {
  if (change.baseVersion > document.version)
    return misfit("/baseVersion", "is a version that the document has not come to");
  const ops = opsOf(document, change, since);
  if (!ops) return { type: "stale" };
  return ops.length === 0 ? { type: "keep" } : decideOps(document, ops, at);
}

/** The change as it is to the present version. Undefined if it cannot be merged with what came since its base. */
function opsOf(
  { version, content }: Document,
  change: ChangeDocument,
  since: readonly (TextChange | undefined)[],
): TextChange | undefined {
  const behind = version - change.baseVersion;
  if ("content" in change)
    return behind === 0 ? changeBetween(content, withLineFeeds(change.content)) : undefined;
  if (since.length !== behind) return undefined;
  let ops = compact(
    change.ops.map((step) => ("insert" in step ? { ...step, insert: withLineFeeds(step.insert) } : step)),
  );
  for (const other of since) {
    if (!other) return undefined;
    ops = changeAfter(ops, other);
  }
  return ops;
}

function decideOps(document: Document, ops: TextChange, at: string): Decision {
  const content = applyChange(document.content, ops);
  if (content === undefined) return misfit("/ops", "reaches beyond the end of the text");
  if (/\p{Surrogate}/u.test(content)) return misfit("/ops", "leaves half of a surrogate pair");
  if (content.length > maxDocumentLength)
    return { type: "too_large", detail: `A document has at most ${maxDocumentLength} characters.` };
  if (Buffer.byteLength(JSON.stringify(ops)) > maxChangeBytes)
    return { type: "too_large", detail: `A change has at most ${maxChangeBytes} bytes: make several of it.` };
  return {
    type: "change",
    document: { ...document, content, version: document.version + 1, updatedAt: at },
    ops,
  };
}

const misfit = (pointer: string, detail: string): Decision => ({ type: "misfit", pointer, detail });
