import type { ChatMessage } from "@firecast/client";

/** A message that the server does not take. */
export interface Refused {
  readonly key: string;
  readonly text: string;
  readonly at: number;
  readonly problem: unknown;
}

export type Row =
  | { readonly type: "day"; readonly key: string; readonly at: string }
  | { readonly type: "unread"; readonly key: string }
  | {
      readonly type: "message";
      readonly key: string;
      readonly message: ChatMessage;
      /** Whether it begins what its author says: later ones stand below it without a name. */
      readonly begins: boolean;
    }
  | { readonly type: "refused"; readonly key: string; readonly refused: Refused };

interface Look {
  readonly dayKey: (at: string | number) => string;
  /** The first message that the reader has not seen when they came. */
  readonly firstUnread: string | undefined;
  readonly refused: readonly Refused[];
}

/** What one author says within so long stands together. */
const togetherMs = 5 * 60_000;

/** The messages with what stands between them: days, and where the new ones begin. */
export function rowsOf(messages: readonly ChatMessage[], { dayKey, firstUnread, refused }: Look): Row[] {
  const rows: Row[] = [];
  let day: string | undefined;
  let last: { author: string; at: number } | undefined;
  for (const message of messages) {
    const at = Date.parse(message.createdAt);
    const itsDay = dayKey(at);
    if (itsDay !== day) {
      rows.push({ type: "day", key: `day ${itsDay}`, at: message.createdAt });
      last = undefined;
    }
    day = itsDay;
    if (message.id === firstUnread) {
      rows.push({ type: "unread", key: "unread" });
      last = undefined;
    }
    const begins =
      last?.author !== message.authorId || at - last.at > togetherMs || message.replyTo !== undefined;
    rows.push({ type: "message", key: message.id, message, begins });
    last = { author: message.authorId, at };
  }
  return [...rows, ...refused.map((one): Row => ({ type: "refused", key: one.key, refused: one }))];
}

/** The first message of others beyond what the reader has read; undefined where there is none, or it is not loaded. */
export function firstUnreadOf(
  messages: readonly ChatMessage[],
  { own, lastReadSeq }: { own: string; lastReadSeq: number },
): string | undefined {
  const [oldest] = messages;
  if (!oldest || (oldest.seq > lastReadSeq + 1 && lastReadSeq > 0 && oldest.authorId === own))
    return undefined;
  return messages.find(({ seq, authorId }) => seq > lastReadSeq && authorId !== own)?.id;
}

/** Who has read up to which message, by its id: each reader stands at the newest one that they have seen. */
export function facesOf(
  messages: readonly ChatMessage[],
  receipts: Readonly<Record<string, { readonly uid: string; readonly lastReadSeq: number }>>,
  own: string,
): ReadonlyMap<string, readonly string[]> {
  const faces = new Map<string, string[]>();
  for (const { uid, lastReadSeq } of Object.values(receipts)) {
    if (uid === own) continue;
    const read = messages.findLast(({ seq, isPending }) => !isPending && seq <= lastReadSeq);
    if (!read || read.authorId === uid) continue;
    faces.set(read.id, [...(faces.get(read.id) ?? []), uid].sort());
  }
  return faces;
}
