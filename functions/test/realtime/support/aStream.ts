import { ClientSession } from "../../../src/realtime/session/clientSession.js";
import type { SessionOptions } from "../../../src/realtime/session/sessionOptions.js";
import type { Sink } from "../../../src/realtime/session/transport.js";
import { sseEncoding } from "../../../src/realtime/transports/sse.js";
import { signedIn } from "../../support/signedIn.js";

type Given = Partial<SessionOptions> & { poll?: boolean };

/** An open session of these channels, each with its cursor entry, and what it has written. */
export function aStream(entries: Record<string, string | undefined>, { poll = false, ...given }: Given = {}) {
  const chunks: Buffer[] = [];
  let ended = false;
  const sink: Sink = {
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
  const transport = { name: poll ? "long_poll" : "sse", poll, encoding: sseEncoding, sink } as const;
  const stream = new ClientSession(transport, {
    connectionId: "c1",
    user: signedIn(),
    openedAt: 0,
    endsAt: Number.MAX_SAFE_INTEGER,
    maxBytes: 8_000_000,
    maxQueueBytes: 1_000_000,
    retryMs: () => 1000,
    onLeave: () => undefined,
    onClose: () => undefined,
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
