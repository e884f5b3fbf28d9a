import { ClientSession } from "../../../src/realtime/session/clientSession.js";
import type { SessionOptions } from "../../../src/realtime/session/sessionOptions.js";
import { signedIn } from "../../support/signedIn.js";
import { aTransport } from "./aTransport.js";

type Given = Partial<SessionOptions> & { poll?: boolean };

/** An open session of these channels, each with its cursor entry, and what it has written. */
export function aStream(entries: Record<string, string | undefined>, { poll = false, ...given }: Given = {}) {
  const { transport, chunks, state, written } = aTransport({ poll });
  const stream = new ClientSession(transport, {
    connectionId: "c1",
    user: signedIn(),
    openedAt: 0,
    pingMs: 30_000,
    delivered: { events: 0, bytes: 0, resets: 0 },
    replays: { sent: () => undefined, owed: () => undefined },
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
    awaitsState: false,
    begin: () => undefined,
    release: () => undefined,
  }));
  stream.start(attachments, 0, 1000);
  return { stream, chunks, written, ended: () => state.ended !== undefined };
}
