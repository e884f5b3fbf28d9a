import { eventSourceParser } from "../stream/eventSourceParser.js";

/** What a stream said: an event of a channel, or one of the stream itself, such as `connected`. */
export interface SSEMessage {
  readonly event: string;
  /** What the event says; of an event that is no JSON, its text. */
  readonly data: unknown;
  /** Where to resume. */
  readonly id?: string;
  /** Of an event of a channel, as in the wire contract. */
  readonly channel?: string;
  readonly seq?: number;
  readonly at?: string;
  readonly by?: string;
}

interface Heard {
  readonly message: (message: SSEMessage) => void;
  readonly retry: (ms: number) => void;
  readonly broken: (error: unknown) => void;
}

/** Takes a stream apart as it comes in. What is too large is told, and skipped. */
export const frameReader = ({ message, retry, broken }: Heard): ((text: string) => void) =>
  eventSourceParser({
    retry,
    broken: (reason) => broken(new Error(reason)),
    event: (event, data, id) => {
      for (const one of unpacked(event, data)) message(id === undefined ? one : { ...one, id });
    },
  });

/** The events of a `batch`, each as if it had come by itself; all else as it is. */
function unpacked(event: string, text: string): SSEMessage[] {
  const body = parsed(text);
  if (event === "batch" && has(body, "events") && Array.isArray(body.events)) {
    const events: unknown[] = body.events;
    return events.map((one) => messageOf("message", one));
  }
  return [messageOf(event, body)];
}

function messageOf(event: string, body: unknown): SSEMessage {
  if (!has(body, "channel") || !has(body, "type") || !has(body, "data")) return { event, data: body };
  return {
    event: textOf(body, "type") ?? event,
    data: body.data,
    ...part("channel", textOf(body, "channel")),
    ...part("seq", has(body, "seq") && typeof body.seq === "number" ? body.seq : undefined),
    ...part("at", textOf(body, "at")),
    ...part("by", textOf(body, "by")),
  };
}

const part = <V>(name: string, value: V | undefined): Record<string, V> =>
  value === undefined ? {} : { [name]: value };

function textOf(body: object, name: string): string | undefined {
  const value: unknown = has(body, name) ? body[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

const has = <Name extends string>(body: unknown, name: Name): body is Record<Name, unknown> =>
  typeof body === "object" && body !== null && name in body;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
