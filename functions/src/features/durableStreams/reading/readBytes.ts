import { notFound, unavailable } from "../../../platform/problems.js";
import { isJson } from "../rules/contentType.js";
import { type Page, slice } from "../rules/pages.js";
import type { Head } from "../schema.js";
import type { DurableStreamsDeps } from "../deps.js";
import type { DurableStreamsStore } from "../store.js";

/** What one answer brings at most, about. */
const answerBytes = 1024 * 1024;

export interface Range {
  readonly bytes: Buffer;
  /** Where it ends: the position to go on from. */
  readonly end: number;
}

/** A stream whose bytes are read: itself, or one that it was forked from. */
type Holder = Pick<Head, "id" | "open" | "openFrom" | "end">;

export interface ReadingDeps extends Pick<DurableStreamsDeps, "objects"> {
  readonly store: Pick<DurableStreamsStore, "head" | "pagesAfter">;
}

/** What a stream has from a position on, of itself and of what it was forked from: all, or as much as one answer brings. */
export async function readBytes({ store, objects }: ReadingDeps, head: Head, from: number): Promise<Range> {
  const json = isJson(head.contentType);
  const parts: Buffer[] = [];
  let at = from;
  let size = 0;
  const take = (part: Buffer, end: number): void => {
    parts.push(part);
    size += part.length;
    at = end;
  };

  const bytesOf = async ({ id }: Holder, page: Page): Promise<Buffer> => {
    if ("bytes" in page) return page.bytes;
    if (objects) return objects.read(id, page);
    throw unavailable(
      new Error(`stream ${id} has bytes in Cloud Storage, and DURABLE_STREAMS_BUCKET is not set`),
    );
  };

  const takeFrom = async (holder: Holder, until: number): Promise<void> => {
    const last = Math.min(until, holder.openFrom);
    while (at < last && size < answerBytes) {
      const [found] = [await store.pagesAfter(holder.id, at)];
      if (found.length === 0) throw new Error(`stream ${holder.id} has no page after ${at}`);
      for (const page of found) {
        if (at >= last || size >= answerBytes) break;
        const bytes = await bytesOf(holder, page);
        take(slice({ ...page, bytes }, at, until, json), Math.min(page.end, until));
      }
    }
    if (at >= until || size >= answerBytes) return;
    const open = { start: holder.openFrom, end: holder.end, bytes: holder.open };
    take(slice(open, at, until, json), Math.min(holder.end, until));
  };

  for (const { key, id, until } of head.lineage) {
    if (at >= until) continue;
    const source = (await store.head(key))?.value;
    if (source?.id !== id) throw notFound(); // the stream itself was deleted meanwhile
    await takeFrom(source, until);
    if (at < until) break;
  }
  const begin = head.lineage.at(-1)?.until ?? 0;
  if (at >= begin && at < head.end && size < answerBytes) await takeFrom(head, head.end);
  return { bytes: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts), end: at };
}
