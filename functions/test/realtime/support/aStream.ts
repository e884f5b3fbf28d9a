import { ClientSession } from "../../../src/realtime/session/clientSession.js";
import type { SessionOptions, SessionTerms } from "../../../src/realtime/session/sessionOptions.js";
import { signedIn } from "../../support/signedIn.js";
import { aTransport } from "./aTransport.js";

type Given = Partial<SessionOptions & SessionTerms<ClientSession>> & { poll?: boolean; opening?: boolean };

/** An open session of these channels, each with its cursor entry, and what it has written. With `opening`, `start` opens it. */
export function aStream(
  entries: Record<string, string | undefined>,
  { poll = false, opening = false, ...given }: Given = {},
) {
  const { transport, chunks, state, written } = aTransport({ poll });
  const options = {
    connectionId: "c1",
    user: signedIn(),
    openedAt: 0,
    asked: [],
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
  };
  const stream = new ClientSession(transport, options, options);
  const attachments = Object.entries(entries).map(([channel, entry]) => ({
    start: { channel, start: "live" as const, from: 0, head: 0 },
    entry,
    awaitsState: false,
    begin: () => undefined,
    release: () => undefined,
  }));
  const start = (): void => stream.start(attachments, 0, 1000);
  if (!opening) start();
  return { stream, start, transport, chunks, written, ended: () => state.ended !== undefined };
}
