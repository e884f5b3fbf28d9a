import { rateLimited } from "../../platform/problems.js";
import { seconds } from "../../platform/clock.js";
import type { Sink } from "../session/transport.js";

/** Streams that callers of one address have open on one instance without an account: an office is one address. */
export const streamsPerAddress = 50;

/** Counts the open streams of callers without an account: no connection limit of a user bounds them. */
export interface AnonymousStreams {
  /** Counts until the sink closes. @throws Problem `rate_limited` where the address has as many as it may. */
  count(address: string, sink: Pick<Sink, "onClose">): void;
}

export function anonymousStreams(most = streamsPerAddress): AnonymousStreams {
  const open = new Map<string, number>();
  return {
    count: (address, sink) => {
      const now = open.get(address) ?? 0;
      if (now >= most) throw rateLimited(seconds(30));
      open.set(address, now + 1);
      sink.onClose(() => {
        const left = (open.get(address) ?? 1) - 1;
        if (left > 0) open.set(address, left);
        else open.delete(address);
      });
    },
  };
}
