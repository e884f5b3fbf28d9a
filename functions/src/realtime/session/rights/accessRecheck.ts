import type { Channel } from "@firecast/contract/core/channel";
import { audiencesOf } from "@firecast/contract/core/channelKind";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import { seconds } from "../../../platform/clock.js";
import { asCaller } from "../../../platform/auth/caller.js";
import type { Log } from "../../../platform/log.js";
import type { Access } from "../../access.js";
import type { Control } from "../../bus/message.js";
import type { Hub } from "../../hub/hub.js";
import type { ClientSession } from "../clientSession.js";
import type { SessionObserver } from "../sessionObserver.js";
import type { SessionRegistry } from "../sessionRegistry.js";

/** Longer than a stream takes to open. */
const rememberedFor = seconds(30);

export interface AccessRecheckDeps {
  sessions: SessionRegistry;
  hub: Hub;
  access: Access;
  log: Log;
  /** Between two rounds over all streams, ms. */
  everyMs: number;
}

/** Asks again whether users may still read the channels of their open streams. */
export interface AccessRecheck extends SessionObserver {
  /** A right of a user, or of many, was taken away: what is stored now decides, since such news can be late. */
  onControl(control: Control): void;
  /** Such news may have been missed: what is stored now decides about every stream. */
  all(): void;
  stop(): void;
}

/**
 * That a right was taken away is broadcast twice, by the instance that did it and by a trigger. The rounds bound what it
 * could mean if both were lost.
 */
export function recheckAccess({ sessions, hub, access, log, everyMs }: AccessRecheckDeps): AccessRecheck {
  const channelsOf = (session: ClientSession): Channel[] =>
    session.channels.flatMap((name) => access.channelNamed(name) ?? []);

  const check = async (session: ClientSession, concerns: Concerns): Promise<void> => {
    for (const channel of channelsOf(session).filter(concerns)) {
      const allowed = await access.maySubscribe(asCaller(session.options.user), channel);
      if (!allowed) hub.revoke(session.uid, (candidate) => candidate === channel.name);
    }
  };

  const round = async (): Promise<void> => {
    for (const session of sessions.all()) {
      await check(session, () => true).catch((error: unknown) => {
        log.warn("stream.recheck.failed", { reason: String(error) });
      });
    }
  };

  const checkOrRevoke = (session: ClientSession, concerns: Concerns): void => {
    check(session, concerns).catch((error: unknown) => {
      // It is not known that the right is still there: better a stream too few.
      log.warn("stream.recheck.failed", { reason: String(error) });
      hub.revoke(session.uid, (name) => {
        const channel = access.channelNamed(name);
        return channel !== undefined && concerns(channel);
      });
    });
  };

  const reads = (session: ClientSession, concerns: Concerns): boolean => channelsOf(session).some(concerns);

  /** What is remembered of these channels of the session counts no more. */
  const forget = (session: ClientSession, concerns: Concerns): void => {
    for (const { params } of channelsOf(session).filter(concerns))
      for (const [param, value] of Object.entries(params)) access.forget(session.uid, param, value);
  };

  /** A stream that was opening when the news came had been asked before, and was not there to be asked again. */
  const lately = lazyCache<string, true>({ max: 10_000, ttl: rememberedFor });

  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    running = true;
    do {
      again = false;
      await round();
    } while (again);
    running = false;
  };
  const start = (): void => void (running || run());
  const timer = setInterval(start, everyMs);
  timer.unref();

  /** What was taken away while its channels were being attached. */
  const checkIfLate = (session: ClientSession): void => {
    const isLate: Concerns = ({ params }) =>
      Object.entries(params).some(([param, value]) => lately.has(`${param} ${value}`));
    if (lately.has(session.uid)) checkOrRevoke(session, () => true);
    else if (reads(session, isLate)) checkOrRevoke(session, isLate);
  };

  return {
    onControl: (control) => {
      if (control.type === "access_revoked") {
        const { uid, param, value } = control;
        access.forget(uid, param, value);
        lately.set(uid, true);
        // Whom a feature lets in may depend on the same right, as with a document of a space.
        const concerns: Concerns = (channel) => channel.params[param] === value || isForFeature(channel);
        for (const session of sessions.of(uid)) {
          forget(session, isForFeature);
          checkOrRevoke(session, concerns);
        }
      }
      if (control.type === "access_changed") {
        const { param, value } = control;
        const concerns: Concerns = ({ params }) => params[param] === value;
        lately.set(`${param} ${value}`, true);
        const concerned = sessions.all().filter((session) => reads(session, concerns));
        for (const session of concerned) access.forget(session.uid, param, value);
        for (const session of concerned) checkOrRevoke(session, concerns);
      }
    },
    opened: checkIfLate,
    joined: checkIfLate,
    renewed: (session) => checkOrRevoke(session, () => true),
    closed: () => undefined,
    all: () => {
      for (const session of sessions.all()) forget(session, () => true);
      again = running;
      start();
    },
    stop: () => clearInterval(timer),
  };
}

type Concerns = (channel: Channel) => boolean;

const isForFeature = ({ kind }: Channel): boolean =>
  audiencesOf(kind.subscribe).some(({ type }) => type === "resource");
