import { setTimeout as delay } from "node:timers/promises";
import type { Firestore } from "firebase-admin/firestore";
import { Message } from "@firecast/contract/space/chat";
import { WireEvent } from "@firecast/contract/core/events";
import { decodeEvent, eventAt } from "../../src/realtime/log/event.js";
import type { Recorder } from "./recorder.js";

/** Events of one channel that one look finds at most, and the time between looks: 200 a second, before the ring ends. */
const atOnce = 20;
const lookEveryMs = 100;

/**
 * Sees every event document of the channels before it leaves the ring buffer. It asks for the next ids instead of listening:
 * for each listener the emulator reads the whole database at every commit.
 */
export function watchLog(firestore: Firestore, channels: readonly string[], recorder: Recorder) {
  const heads = new Map<string, number>();
  const headOf = (channel: string): number => heads.get(channel) ?? 0;
  const stopped = new AbortController();

  async function look(): Promise<void> {
    const next = channels.flatMap((channel) =>
      Array.from({ length: atOnce }, (_, index) => eventAt(firestore, channel, headOf(channel) + 1 + index)),
    );
    for (const document of await firestore.getAll(...next)) {
      const data = document.data();
      if (data) see(decodeEvent(data));
    }
  }

  function see({ channel, seq, id: eventId, type, wire }: ReturnType<typeof decodeEvent>): void {
    if (seq !== headOf(channel) + 1)
      throw new Error(`event ${headOf(channel) + 1} of ${channel} was not seen`);
    const { data } = WireEvent.parse(JSON.parse(wire));
    const post = type === "chat:message:created" ? Message.parse(data) : undefined;
    recorder.record({
      type: "logged",
      channel,
      seq,
      eventId,
      ...(post && { messageId: post.id, attemptId: post.text }),
    });
    heads.set(channel, seq);
  }

  async function watch(): Promise<void> {
    while (!stopped.signal.aborted) {
      await look();
      await delay(lookEveryMs);
    }
  }

  const watching = watch();
  watching.catch(() => undefined); // told by `stop`
  return {
    headOf,
    /** @throws Error if an event left the ring before it was seen. */
    stop: async (): Promise<void> => {
      stopped.abort();
      await watching;
    },
  };
}
