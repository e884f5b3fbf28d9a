import type { WireEvent } from "@firecast/contract/core/events";
import type { Shared } from "../environment/shared.js";

/** The API as the user: see `Realtime.request`. */
export type Request = (path: string, init?: RequestInit) => Promise<Response>;

export interface Caught {
  readonly events: readonly WireEvent[];
  /** Where they end. */
  readonly cursor: string;
  /** Whether nothing is missing between the position that was asked for and the first of them. */
  readonly complete: boolean;
}

export type ReadSince = (request: Request, channel: string, since?: string) => Promise<Caught>;

const pageSize = 200;

/**
 * The events of a channel after a position, all of them; without one, none, and where the channel ends.
 * @throws RealtimeError `request` with the server's problem, or what `fetch` throws.
 */
export const sinceReader =
  (shared: Shared): ReadSince =>
  async (request, channel, since) => {
    const events: WireEvent[] = [];
    let [cursor, complete] = [since, true];
    for (;;) {
      const limit = since === undefined ? 1 : pageSize;
      const page = await readPage(shared, request, channel, cursor, limit);
      events.push(...page.events);
      complete &&= page.complete || since === undefined;
      cursor = page.cursor;
      if (page.events.length < limit || since === undefined) return { events, cursor, complete };
    }
  };

async function readPage(
  { isRecord, isWireEvent, problemOf, RealtimeError }: Shared,
  request: Request,
  channel: string,
  since: string | undefined,
  limit: number,
): Promise<Caught> {
  const query = new URLSearchParams({ channel, limit: String(limit), ...(since !== undefined && { since }) });
  const answer = await request(`/api/realtime/history?${query.toString()}`);
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) {
    const details = { channel, problem: problemOf(body) };
    throw new RealtimeError(
      "request",
      `The history of ${channel} was refused with ${answer.status}.`,
      details,
    );
  }
  const { items, nextCursor, complete } = isRecord(body) ? body : {};
  if (!Array.isArray(items) || !items.every(isWireEvent) || typeof nextCursor !== "string")
    throw new RealtimeError("request", `The history of ${channel} is not what was expected.`, { channel });
  return { events: items, cursor: nextCursor, complete: complete === true };
}
