import type { z } from "zod";
import type { controlEvents } from "@firecast/contract/events";

/**
 * One event as it is written to a stream, without its `id:` line, which differs between streams of several channels.
 * `entry` is the channel's part of the cursor after this event; ephemeral events move no cursor and have none.
 */
export interface Frame {
  readonly entry?: string;
  readonly body: string;
}

/** Neither part can hold a line break: types come from the catalogue, `wire` from `JSON.stringify`. */
export const eventBody = (type: string, wire: string): string => `event: ${type}\ndata: ${wire}\n\n`;

type ControlName = keyof typeof controlEvents;

export function controlFrame<N extends ControlName>(
  name: N,
  data: z.input<(typeof controlEvents)[N]>,
  { id, retryMs }: { id?: string | undefined; retryMs?: number } = {},
): string {
  const retryLine = retryMs === undefined ? "" : `retry: ${retryMs}\n`;
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  return retryLine + idLine + eventBody(name, JSON.stringify(data));
}

/** Consecutive events of one channel, for all its subscribers: what is the same for many is encoded once. */
export class Batch {
  private encoded: Buffer | undefined;

  constructor(
    readonly channel: string,
    readonly frames: readonly Frame[],
    /** More of a replay follows at once. */
    readonly continues = false,
  ) {}

  /** Whether any of the events is durable. */
  get movesCursor(): boolean {
    return this.frames.some(({ entry }) => entry !== undefined);
  }

  /** The bytes for every stream that has no other log than this channel's: there, the cursor is the entry. */
  get alone(): Buffer {
    this.encoded ??= Buffer.from(this.frames.map(({ entry, body }) => withId(entry, body)).join(""));
    return this.encoded;
  }
}

export const withId = (id: string | undefined, body: string): string =>
  id === undefined ? body : `id: ${id}\n${body}`;
