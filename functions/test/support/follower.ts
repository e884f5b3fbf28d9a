import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import { Reconnect, WireEvent } from "@firecast/contract/core/events";
import { SseClient } from "./sse.js";

export interface FollowerOptions {
  /** Where to open the next connection; asked anew each time, so that it can change servers. */
  url(): string;
  token: string;
  /** Where to begin; without it, live. */
  cursor?: string | undefined;
  /** Leaves a connection after so many events, as a client on a bad line does. */
  leaveAfter?: number;
  headers?: Record<string, string>;
}

/** The server asks for more; a test has no herd to spread. */
const longestWaitMs = 20;

/**
 * A client as native EventSource is one: whenever its response ends, it comes back with the last id it saw. Keeps
 * everything it was told, in order, over all connections.
 */
export class Follower {
  readonly events: z.infer<typeof WireEvent>[] = [];
  readonly resets: unknown[] = [];
  /** Why the server ended connections. */
  readonly reasons: string[] = [];
  connections = 0;
  /** Of the longest response. */
  mostBytes = 0;
  cursor: string | undefined;
  private stopped = false;
  private current: SseClient | undefined;
  private readonly done: Promise<void>;
  private readonly changed = new Set<() => void>();

  constructor(private readonly options: FollowerOptions) {
    this.cursor = options.cursor;
    this.done = this.run();
  }

  /** Resolves when `holds`; rejects at the deadline, or with what broke the follower. */
  async until(holds: () => boolean, withinMs = 30_000): Promise<void> {
    const fulfilled = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.changed.delete(look);
        resolve();
      };
      this.changed.add(look);
      look();
    });
    const limit = AbortSignal.timeout(withinMs);
    const late = new Promise<never>((_, reject) => {
      limit.addEventListener("abort", () =>
        reject(new Error(`Not within ${withinMs} ms: ${this.summary()}`)),
      );
    });
    await Promise.race([fulfilled, late, this.done]);
    if (!holds()) throw new Error(`The follower stopped: ${this.summary()}`);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.current?.close();
    await this.done;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const { token, headers = {} } = this.options;
      const stream = await SseClient.open(this.options.url(), {
        token,
        lastEventId: this.cursor,
        headers,
      }).catch(() => undefined);
      if (stream) await this.read(stream);
      await delay(Math.min(stream?.retryMs ?? longestWaitMs, longestWaitMs));
    }
  }

  private async read(stream: SseClient): Promise<void> {
    if (stream.status !== 200) throw new Error(`${stream.status}, which ends an EventSource: ${stream.raw}`);
    this.current = stream;
    this.connections++;
    if (this.stopped) stream.close();
    let read = 0;
    let seen = 0;
    const take = (): boolean => {
      for (; read < stream.frames.length; read++) {
        const frame = stream.frames[read];
        if (!frame || seen === this.options.leaveAfter) break;
        if (frame.event === "reset") this.resets.push(frame.data);
        else if (frame.event === "reconnect") this.reasons.push(Reconnect.parse(frame.data).reason);
        else if (WireEvent.safeParse(frame.data).success) {
          this.events.push(WireEvent.parse(frame.data));
          seen++;
        }
        if (frame.id !== undefined) this.cursor = frame.id;
      }
      for (const look of [...this.changed]) look();
      return seen === this.options.leaveAfter;
    };
    await stream.until(take, 120_000);
    take();
    stream.close();
    await stream.ended;
    this.mostBytes = Math.max(this.mostBytes, stream.bytes);
  }

  private summary(): string {
    const { events, connections, reasons, resets } = this;
    return JSON.stringify({ events: events.length, connections, reasons, resets, cursor: this.cursor });
  }
}
