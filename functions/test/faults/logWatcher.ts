import type { Firestore } from "firebase-admin/firestore";
import { Message } from "@firecast/contract/chat";
import { WireEvent } from "@firecast/contract/events";
import { decodeEvent, eventsOf } from "../../src/realtime/log/event.js";
import type { Recorder } from "./recorder.js";

/** Sees every event document of the channels as it is written, also those that leave the ring buffer later. */
export function watchLog(firestore: Firestore, channels: readonly string[], recorder: Recorder) {
  const heads = new Map<string, number>();
  const stops = channels.map((channel) =>
    eventsOf(firestore, channel).onSnapshot((snapshot) => {
      for (const change of snapshot.docChanges()) {
        if (change.type !== "added") continue;
        const { seq, id: eventId, type, wire } = decodeEvent(change.doc.data());
        const { data } = WireEvent.parse(JSON.parse(wire));
        const post = type === "chat:message:created" ? Message.parse(data) : undefined;
        recorder.record({
          type: "logged",
          channel,
          seq,
          eventId,
          ...(post && { messageId: post.id, attemptId: post.text }),
        });
        heads.set(channel, Math.max(seq, heads.get(channel) ?? 0));
      }
    }),
  );
  return {
    headOf: (channel: string): number => heads.get(channel) ?? 0,
    stop: (): void => {
      for (const stop of stops) stop();
    },
  };
}
