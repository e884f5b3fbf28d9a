import type { Position } from "./event.js";
import type { LogTail, TailReader } from "./reader.js";

/** Documents that a writer looks at: as many reads as the two queries cost, and more once it has lost again and again. */
const documents = { first: 3, later: 6 };
/** Lost races after which it does. */
const againAndAgain = 3;

/**
 * What came after `head`, for a writer that has `lost` so many races before. It looks at the next numbers themselves, so that
 * it is not overtaken again while a query is answered; where there is more, at the first of it and the end of the log.
 */
export async function lookAfter(
  reader: TailReader,
  channel: string,
  { head, lost }: { head: Position; lost: number },
): Promise<LogTail> {
  const limit = lost < againAndAgain ? documents.first : documents.later;
  const tail = head.seq > 0 ? await reader.tail(channel, head.seq, limit) : undefined;
  if (tail) return tail;
  const [found, end] = await Promise.all([
    reader.from(channel, Math.max(1, head.seq), 2),
    reader.head(channel),
  ]);
  return { found, end };
}
