import { ClientSession, type StreamOptions } from "../../../src/realtime/session/clientSession.js";
import type { ResponseSink } from "../../../src/realtime/transports/responseSink.js";
import { signedIn } from "../../support/signedIn.js";

/** An open stream of these channels, each with its cursor entry, and what it has written. */
export function aStream(entries: Record<string, string | undefined>, given: Partial<StreamOptions> = {}) {
  const chunks: (string | Buffer)[] = [];
  let ended = false;
  const sink: ResponseSink = {
    waiting: 0,
    closed: false,
    drained: () => undefined,
    open: () => undefined,
    write: (bytes) => void chunks.push(bytes),
    end: () => {
      ended = true;
    },
    destroy: () => undefined,
    onClose: () => undefined,
  };
  const stream = new ClientSession(sink, {
    connectionId: "c1",
    user: signedIn(),
    endsAt: Number.MAX_SAFE_INTEGER,
    poll: false,
    maxBytes: 8_000_000,
    maxQueueBytes: 1_000_000,
    retryMs: () => 1000,
    onLeave: () => undefined,
    onEnd: () => undefined,
    ...given,
  });
  const attachments = Object.entries(entries).map(([channel, entry]) => ({
    start: { channel, start: "live" as const, from: 0, head: 0 },
    entry,
    begin: () => undefined,
    release: () => undefined,
  }));
  stream.start(attachments, 0, 1000);
  return { stream, chunks, written: () => chunks.join(""), ended: () => ended };
}
