import type { Told } from "../connection/told.js";

interface Standing {
  readonly channel: string;
  readonly keyed: boolean;
  seq: number;
  cursor: string | undefined;
}

/** Where the channels of a connection stand, for pages that join it later. */
export class Standings {
  /** By the names they are asked for by. */
  readonly #known = new Map<string, Standing>();
  readonly #askedAs = new Map<string, string>();

  clear(): void {
    this.#known.clear();
  }

  note(told: Told): void {
    if (told.type === "start") {
      const { asked, channel, keyed, start, from, head, cursor } = told;
      this.#askedAs.set(channel, asked);
      this.#known.set(asked, { channel, keyed, cursor, seq: start === "resumed" ? from : head });
    }
    if (told.type === "reset") this.#move(told.channel, told.head, told.cursor);
    if (told.type === "ended") this.#known.delete(this.#asked(told.channel));
    if (told.type === "events")
      for (const { channel, seq } of told.events)
        if (seq !== undefined) this.#move(channel, seq, told.cursor);
  }

  /** How a channel begins for a page that joins; undefined if it is not open. */
  startOf(asked: string): Told | undefined {
    const known = this.#known.get(asked);
    if (!known) return undefined;
    const { channel, keyed, seq, cursor } = known;
    return {
      type: "start",
      asked,
      channel,
      keyed,
      cursor,
      start: "live",
      from: seq,
      head: seq,
      sent: undefined,
    };
  }

  #asked(channel: string): string {
    return this.#askedAs.get(channel) ?? channel;
  }

  #move(channel: string, seq: number, cursor: string | undefined): void {
    const known = this.#known.get(this.#asked(channel));
    if (!known) return;
    known.seq = seq;
    known.cursor = cursor ?? known.cursor;
  }
}
