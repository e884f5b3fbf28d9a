import { parseChannel } from "../../contract/channel.js";
import type { Log } from "../../platform/log.js";
import type { Access } from "../access.js";
import type { Hub } from "../hub/hub.js";
import type { EventStream } from "./stream.js";
import type { Streams } from "./streams.js";

export interface RecheckDeps {
  streams: Streams;
  hub: Hub;
  access: Access;
  log: Log;
  /** Between two rounds over all streams, ms. */
  everyMs: number;
}

/** Asks again whether users may still read the channels of their open streams. */
export interface Recheck {
  /** A right of the user was taken away: what is stored now decides, since such news can be late. */
  user(uid: string, param: string, value: string): void;
  stop(): void;
}

/**
 * Taking a right away is announced twice, by the instance that did it and by a trigger. The rounds bound what it could
 * mean if both were lost.
 */
export function recheckAccess({ streams, hub, access, log, everyMs }: RecheckDeps): Recheck {
  const check = async (
    stream: EventStream,
    concerns: (params: Readonly<Record<string, string>>) => boolean,
  ) => {
    for (const name of [...stream.channels]) {
      const channel = parseChannel(name);
      if (!channel || !concerns(channel.params)) continue;
      const allowed = await access.maySubscribe(stream.options.user, channel);
      if (!allowed) hub.revoke(stream.uid, (candidate) => candidate === name);
    }
  };

  const round = async (): Promise<void> => {
    for (const stream of streams.all()) {
      await check(stream, () => true).catch((error: unknown) => {
        log.warn("stream.recheck.failed", { reason: String(error) });
      });
    }
  };

  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    void round().finally(() => (running = false));
  }, everyMs);
  timer.unref();

  return {
    user: (uid, param, value) => {
      const concerns = (params: Readonly<Record<string, string>>): boolean => params[param] === value;
      for (const stream of streams.of(uid)) {
        check(stream, concerns).catch((error: unknown) => {
          // Nobody can say that the right is still there: better a stream too few.
          log.warn("stream.recheck.failed", { reason: String(error) });
          hub.revoke(uid, (name) => concerns(parseChannel(name)?.params ?? {}));
        });
      }
    },
    stop: () => clearInterval(timer),
  };
}
