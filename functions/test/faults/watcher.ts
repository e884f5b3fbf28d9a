import { setTimeout as delay } from "node:timers/promises";
import { createParser } from "eventsource-parser";
import { Connected, Reset, WireEvent } from "@firecast/contract/core/events";
import { Message } from "@firecast/contract/space/chat";
import type { Cluster } from "./cluster.js";
import type { Recorder } from "./recorder.js";

interface WatcherOptions {
  name: string;
  token: string;
  channels: readonly string[];
  cluster: Cluster;
  recorder: Recorder;
}

/**
 * Watches channels as an EventSource does: comes back with the last id it saw, wherever a server answers. Records
 * everything it is told.
 */
export class Watcher {
  readonly name: string;
  private readonly positions = new Map<string, number>();
  private readonly stopped = new AbortController();
  private lastEventId = "";
  private connections = 0;

  channels: readonly string[];

  constructor(private readonly options: WatcherOptions) {
    this.name = options.name;
    this.channels = options.channels;
  }

  /** Newest `seq` seen of a channel. */
  seqOf(channel: string): number {
    return this.positions.get(channel) ?? 0;
  }

  /** Its right is gone: it does not ask for the channel again. */
  leave(channel: string): void {
    this.channels = this.channels.filter((other) => other !== channel);
  }

  stop(): void {
    this.stopped.abort();
  }

  async run(): Promise<void> {
    const { recorder, name } = this.options;
    while (!this.stopped.signal.aborted) {
      const connection = `${name}#${this.connections++}`;
      await this.connect(connection).catch(() => undefined);
      recorder.record({ type: "disconnected", watcher: name, connection });
      await delay(20 + Math.random() * 80);
    }
  }

  private async connect(connection: string): Promise<void> {
    const { cluster, token } = this.options;
    const { channels } = this;
    const base = cluster.any();
    if (!base || channels.length === 0) return;
    const response = await fetch(`${base}/api/sse/stream?channels=${channels.join(",")}`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(this.lastEventId && { "last-event-id": this.lastEventId }),
      },
      signal: this.stopped.signal,
    });
    if (!response.ok || !response.body) return;
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        if (id !== undefined) this.lastEventId = id;
        this.note(connection, event ?? "message", data);
      },
    });
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) parser.feed(text);
  }

  private note(connection: string, event: string, data: string): void {
    const { recorder, name: watcher } = this.options;
    const json: unknown = JSON.parse(data);
    if (event === "connected") {
      for (const start of Connected.parse(json).channels) {
        recorder.record({ type: "connected", watcher, connection, ...start });
        this.positions.set(start.channel, start.from);
      }
    } else if (event === "reset") {
      const { channel, head } = Reset.parse(json);
      recorder.record({ type: "reset", watcher, connection, channel, head });
      this.positions.set(channel, head);
    } else if (event !== "ping" && event !== "reconnect" && event !== "error") {
      this.noteEvent(connection, WireEvent.parse(json));
    }
  }

  private noteEvent(connection: string, { channel, seq, id: eventId, type, data }: WireEvent): void {
    if (seq === undefined) return;
    const { recorder, name: watcher } = this.options;
    const post = type === "chat:message:created" ? Message.parse(data) : undefined;
    recorder.record({
      type: "delivered",
      watcher,
      connection,
      channel,
      seq,
      eventId,
      ...(post && { messageId: post.id, attemptId: post.text }),
    });
    this.positions.set(channel, seq);
  }
}
