import type { Environment } from "../environment/environment.js";
import type { Shared } from "../environment/shared.js";
import type { LinkEnd } from "../stream/link.js";
import type { RealtimeError } from "../types/errors.js";
import type { ChannelSnapshot } from "../types/options.js";
import type { Identity } from "../connection/tokens.js";

export interface SnapshotDeps {
  readonly env: Environment;
  readonly streamUrl: string;
  identify(force: boolean): Promise<Identity | null>;
}

type ReadSnapshot = (
  deps: SnapshotDeps,
  channel: string,
  force: boolean,
) => Promise<ChannelSnapshot | undefined>;

/**
 * The whole state of a keyed channel, and its position: what `?snapshot=1` begins with, read by a long poll, so that who comes
 * late gets it, too. Undefined for a channel that has none. Rejects where it cannot be had now.
 */
export const snapshotReader =
  (shared: Shared): ReadSnapshot =>
  async ({ env, streamUrl, identify }, channel, force) => {
    const { RealtimeError, openStreamLink } = shared;
    const identity = await identify(force);
    if (!identity) throw new RealtimeError("unauthenticated", "Nobody is signed in.");
    const query = new URLSearchParams({ channels: channel, snapshot: "1", poll: "1" });
    const url = `${streamUrl}/api/sse/stream?${query.toString()}`;
    const asked = { transport: "poll", channels: [channel], forced: force } as const;
    const request = {
      ...{ url, bearer: identity.token, withCookie: identity.token === undefined },
      asked: { ...asked, cursor: undefined, replaces: undefined },
    };
    return new Promise((resolve, reject) => {
      const link = openStreamLink(env, request, {
        connected: (_link, { channels }) => {
          if (!channels.some(({ keyed }) => keyed)) settle(undefined);
        },
        frame: (_link, { event, data }) => {
          const state = event === "snapshot" ? snapshotOf(shared, data) : undefined;
          if (state) settle(state);
        },
        retry: () => undefined,
        broken: () => undefined,
        bytes: () => undefined,
      });
      const settle = (state: ChannelSnapshot | undefined): void => {
        resolve(state);
        link.close();
      };
      void link.ended.then((end) => reject(errorOf(shared, end, channel)));
    });
  };

function errorOf({ RealtimeError, reasonOf }: Shared, end: LinkEnd, channel: string): RealtimeError {
  const problem = end.type === "refused" || end.type === "ended" ? end.problem : undefined;
  const why = end.type === "failed" ? end.cause : (problem?.title ?? end.type);
  return new RealtimeError("refetch", `The state of ${channel} did not come: ${reasonOf(why)}.`, {
    channel,
    problem,
  });
}

function snapshotOf({ isRecord, isCount }: Shared, data: unknown): ChannelSnapshot | undefined {
  if (!isRecord(data)) return undefined;
  const { channel, seq, entries } = data;
  const isEntry = (value: unknown): value is ChannelSnapshot["entries"][number] =>
    isRecord(value) && typeof value["key"] === "string";
  if (typeof channel !== "string" || !isCount(seq) || !Array.isArray(entries)) return undefined;
  return entries.every(isEntry) ? { channel, seq, entries } : undefined;
}
