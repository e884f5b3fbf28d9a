import type { WireEvent } from "@firecast/contract/core/events";
import { isRecord } from "../../stream/wire.js";
import { begin, type BeginDeps, refused } from "./begin.js";
import { notFound, problemAnswer, unauthenticated } from "./network.js";
import type { Carrier, Said, Stream } from "./streams.js";

export interface TestRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

interface RequestDeps extends BeginDeps {
  publish(channel: string, type: string, data: unknown, idempotencyKey: string): WireEvent;
  isRefused(token: string): boolean;
  /** What a response is the body of. */
  readonly streamOf: WeakMap<Response, Stream>;
}

/** Answers requests as the API does. */
export function requestHandler(deps: RequestDeps): (request: TestRequest) => Response {
  /** Publications by their keys. */
  const answers = new Map<string, string>();
  return (request) => {
    const { pathname } = request.url;
    const token = request.headers.get("Authorization")?.replace("Bearer ", "");
    if (token !== undefined && deps.isRefused(token)) return problemAnswer(unauthenticated);
    if (pathname.endsWith("/stream")) return openStream(deps, request);
    if (pathname.endsWith("/history")) return readHistory(deps, request);
    if (pathname.endsWith("/publish")) return publish(deps, request, answers);
    if (pathname.endsWith("/tickets")) return Response.json({ ticket: `t-${deps.newId()}` }, { status: 201 });
    return problemAnswer(notFound);
  };
}

function openStream(deps: RequestDeps, { url: { searchParams }, headers }: TestRequest): Response {
  const channels = (searchParams.get("channels") ?? "").split(",");
  const problem = refused(deps, channels);
  if (problem) return problemAnswer(problem);
  const poll = searchParams.get("poll") === "1";
  const { carrier, body, gone } = responseCarrier(`retry: ${poll ? 50 : 1000}\n`);
  const cursor = headers.get("Last-Event-ID") ?? "";
  const snapshot = searchParams.get("snapshot") === "1";
  const replaces = searchParams.get("replaces");
  const stream = begin(deps, { channels, cursor, poll, snapshot, replaces }, carrier);
  gone(() => deps.streams.leave(stream));
  const response = new Response(body, { status: 200, headers: { "Content-Type": "text/event-stream" } });
  deps.streamOf.set(response, stream);
  return response;
}

/** Carries a stream by the body of a response. */
function responseCarrier(first: string) {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let left = (): void => undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    cancel: () => left(),
  });
  let head = first;
  const carrier: Carrier = {
    write: (text) => controller?.enqueue(encoder.encode(text)),
    encode: ({ event, data, cursor }: Said) => {
      const before = head;
      head = "";
      const id = cursor === undefined ? "" : `id: ${cursor}\n`;
      return `${before}${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    },
    end: () => controller?.close(),
    fail: () => controller?.error(new TypeError("network error")),
  };
  return { carrier, body, gone: (act: () => void) => void (left = act) };
}

function readHistory(
  { logs, aliases, hidden }: RequestDeps,
  { url: { searchParams } }: TestRequest,
): Response {
  const asked = searchParams.get("channel") ?? "";
  const channel = aliases[asked] ?? asked;
  if (hidden.has(channel)) return problemAnswer(notFound);
  const cursor = searchParams.get("since");
  const limit = Number(searchParams.get("limit") ?? 50);
  const { head, events } = logs.of(channel);
  const seq = cursor === null ? undefined : logs.seqIn(cursor, channel);
  const missed = seq === undefined ? undefined : logs.since(channel, seq);
  const items = cursor === null ? events.slice(-limit) : (missed ?? events).slice(0, limit);
  const last = items.at(-1)?.seq ?? seq ?? head;
  const nextCursor = logs.cursorOf(new Map([[channel, last]]));
  return Response.json({ items, nextCursor, complete: missed !== undefined });
}

function publish(deps: RequestDeps, request: TestRequest, answers: Map<string, string>): Response {
  const key = request.headers.get("Idempotency-Key") ?? deps.newId();
  const known = answers.get(key);
  if (known !== undefined) return new Response(known, { status: 201 });
  const body: unknown = JSON.parse(request.body);
  const { channel, type, data } = isRecord(body) ? body : {};
  const event = deps.publish(String(channel), String(type), data, key);
  const text = JSON.stringify({ events: [{ id: event.id, channel: event.channel, seq: event.seq }] });
  answers.set(key, text);
  return new Response(text, { status: 201 });
}
