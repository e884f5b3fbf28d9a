import { setTimeout as delay } from "node:timers/promises";
import { createParser, type EventSourceParser } from "eventsource-parser";
import { z } from "zod";

/** A stream as a client sees it that goes on whatever becomes of servers. */
export interface Persistent {
  readonly path: string;
  readonly token: string;
  readonly contentType: string;
  /** A server that is there now, or none. */
  server(): string | undefined;
}

const betweenTriesMs = 50;
const answerWithinMs = 12_000;
const longestReadMs = 70_000;

/** Asks until a server answers as it should. A repeat is harmless: each append says which one it is. */
async function insist(stream: Persistent, init: RequestInit, query = ""): Promise<Response> {
  for (;;) {
    const answer = await ask(stream, init, query);
    if (answer?.ok) return answer;
    if (answer && answer.status < 500)
      throw new Error(`${init.method ?? "GET"} ${stream.path}: ${answer.status} ${await answer.text()}`);
    await answer?.body?.cancel();
    await delay(betweenTriesMs);
  }
}

/** Undefined where no server answers. */
async function ask(stream: Persistent, init: RequestInit, query: string): Promise<Response | undefined> {
  const base = stream.server();
  if (base === undefined) return undefined;
  const own = { authorization: `Bearer ${stream.token}`, "content-type": stream.contentType };
  const headers = { ...init.headers, ...own };
  const signal = init.signal ?? AbortSignal.timeout(answerWithinMs);
  return fetch(`${base}/api/ds/${stream.path}${query}`, { ...init, headers, signal }).catch(() => undefined);
}

/** Writes the parts one after the other, and closes with the last one. */
export async function write(
  stream: Persistent,
  parts: readonly Buffer[],
  written: () => void,
): Promise<void> {
  await insist(stream, { method: "PUT" });
  for (const [seq, part] of parts.entries()) {
    const producer = { "producer-id": "writer", "producer-epoch": "0", "producer-seq": String(seq) };
    const end = seq === parts.length - 1 ? { "stream-closed": "true" } : undefined;
    await insist(stream, { method: "POST", body: new Uint8Array(part), headers: { ...producer, ...end } });
    written();
  }
}

const Control = z.object({ streamNextOffset: z.string(), streamClosed: z.boolean().optional() });

/** Follows by events to the end, from the last offset where a connection breaks; also what is yet to be made. */
export async function follow(stream: Persistent): Promise<Buffer> {
  const seen: Buffer[] = [];
  const encoding = stream.contentType.startsWith("text/") ? "utf8" : "base64";
  let [offset, isOver] = ["-1", false];
  while (!isOver) {
    let held: Buffer[] = [];
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event === "data") return void held.push(Buffer.from(data, encoding));
        const control = Control.parse(JSON.parse(data));
        seen.push(...held);
        [offset, isOver, held] = [control.streamNextOffset, control.streamClosed === true, []];
      },
    });
    const answer = await ask(
      stream,
      { signal: AbortSignal.timeout(longestReadMs) },
      `?offset=${offset}&live=sse`,
    );
    if (answer?.ok) await feed(parser, answer).catch(() => undefined);
    else await delay(betweenTriesMs);
  }
  return Buffer.concat(seen);
}

async function feed(parser: EventSourceParser, { body }: Response): Promise<void> {
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) parser.feed(chunk);
}

/** All of it, answer after answer. */
export async function readAll(stream: Persistent): Promise<Buffer> {
  const seen: Buffer[] = [];
  for (let offset = "-1"; ;) {
    const answer = await insist(stream, {}, `?offset=${offset}`);
    seen.push(Buffer.from(await answer.arrayBuffer()));
    if (answer.headers.get("stream-closed") === "true") return Buffer.concat(seen);
    offset = answer.headers.get("stream-next-offset") ?? "";
  }
}
