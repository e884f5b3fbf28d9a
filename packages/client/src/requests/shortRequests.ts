import type { Shared } from "../environment/shared.js";
import type { ProblemDocument } from "../types/errors.js";
import { type ReadSince, type Request, sinceReader } from "./history.js";
import type { PoolHost } from "../connection/host.js";
import { catcher } from "./catchUp.js";
import { eventSender } from "./publishing.js";
import type { Reception } from "../connection/reception.js";
import { snapshotReader } from "./snapshots.js";
import { ticketFetcher } from "./tickets.js";

export type ShortRequests = ReturnType<typeof shortRequests>;

/** What is asked for beside the stream, and in its place. */
export function shortRequests(shared: Shared) {
  const readSince = sinceReader(shared);
  return {
    readSince,
    readSnapshot: snapshotReader(shared),
    catchUp: catcher(shared, readSince),
    sendEvent: eventSender(shared),
    fetchTicket: ticketFetcher(shared),
    readRound: (round: Round) => readRound(readSince, round),
    findRefused: (request: Request, channels: readonly string[]) =>
      findRefused(shared, (channel) => readSince(request, channel), channels),
  };
}

export interface Round {
  readonly host: Pick<PoolHost, "request" | "told">;
  readonly reception: Reception;
  /** The channels by the names they are asked for by, with where each stands. */
  readonly channels: Map<string, string | undefined>;
  isOver(): boolean;
}

/** The last rung: tells what came since the position, by one request for each channel. Rejects with the first that fails. */
async function readRound(readSince: ReadSince, { host, reception, channels, isOver }: Round): Promise<void> {
  for (const asked of channels.keys()) {
    const since = channels.get(asked) ?? reception.cursor;
    const { events, cursor, complete } = await readSince(host.request, asked, since);
    if (isOver()) return;
    const last = events.at(-1);
    const channel = last?.channel ?? asked;
    const head = last?.seq ?? reception.seqIn(channel) ?? 0;
    if (since === undefined) {
      const at = { start: "live", from: head, head, keyed: false, cursor, sent: undefined } as const;
      host.told({ type: "start", channel, asked, ...at });
    } else if (complete) host.told({ type: "events", events, cursor });
    else host.told({ type: "reset", channel, head, cursor });
    reception.moveTo(channel, head);
    channels.set(asked, cursor);
  }
}

/** Asks for each channel by itself which of them cannot be read. */
async function findRefused(
  { RealtimeError }: Shared,
  read: (channel: string) => Promise<unknown>,
  channels: readonly string[],
): Promise<ReadonlyMap<string, ProblemDocument>> {
  const refused = new Map<string, ProblemDocument>();
  for (const channel of channels) {
    await read(channel).catch((error: unknown) => {
      const found = error instanceof RealtimeError ? error.problem : undefined;
      if (found && [400, 403, 404].includes(found.status)) refused.set(channel, found);
    });
  }
  return refused;
}
