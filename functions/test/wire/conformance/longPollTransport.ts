import { setTimeout as delay } from "node:timers/promises";
import { type Frame, type Opening, Refused, type Transport } from "@firecast/conformance/transport";
import { SseClient } from "../../support/sse.js";
import { framesOf } from "./sseTransport.js";

/** A stream of long polls, each of which begins where the one before has ended. */
export const longPollTransport: Transport = {
  name: "long poll",
  open: async ({ baseUrl }, opening) => {
    const polls = new Polls(baseUrl, opening);
    const first = await polls.ask();
    const frames = polls.framesFrom(first);
    return {
      next: async () => (await frames.next()).value ?? undefined,
      pause: () => polls.current?.pause(),
      resume: () => polls.current?.resume(),
      close: () => polls.close(),
    };
  },
};

class Polls {
  current: SseClient | undefined;
  private isClosed = false;
  private cursor: string | undefined;
  private channels: readonly string[];

  constructor(
    private readonly baseUrl: string,
    private readonly opening: Opening,
  ) {
    this.cursor = opening.cursor;
    this.channels = opening.channels;
  }

  async ask(): Promise<SseClient> {
    const { token, history = 0 } = this.opening;
    const url = `${this.baseUrl}/sse/stream?poll=1&channels=${this.channels.join(",")}&history=${history}`;
    this.current = await SseClient.open(url, { token, lastEventId: this.cursor });
    if (this.current.status !== 200) throw new Refused(this.current.status);
    return this.current;
  }

  async *framesFrom(first: SseClient): AsyncGenerator<Frame, undefined> {
    for (let poll = first; ;) {
      // As a client does, it asks again as soon as it has its answer, whoever reads that when.
      const following = poll.ended.then(() => this.askAgain(poll));
      following.catch(() => undefined);
      for await (const frame of framesOf(poll)) {
        if (poll === first || frame.event !== "connected") yield frame;
      }
      const next = await following;
      if (!next) return undefined;
      poll = next;
    }
  }

  close(): void {
    this.isClosed = true;
    this.current?.close();
  }

  private async askAgain(ended: SseClient): Promise<SseClient | undefined> {
    this.cursor = ended.lastEventId ?? this.cursor;
    // A channel that was taken away is not asked for again.
    const revoked = ended.named("error").map(({ data }) => JSON.stringify(data));
    this.channels = this.channels.filter((channel) => !revoked.some((error) => error.includes(channel)));
    const isOver = this.channels.length === 0 || ended.named("reconnect").length > 0;
    if (isOver || this.isClosed) return undefined;
    await delay(ended.retryMs);
    return this.isClosed ? undefined : this.ask();
  }
}
