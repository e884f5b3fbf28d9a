import { type Clock, seconds } from "../../../platform/clock.js";
import { within } from "../../../platform/firestore/grpc.js";
import type { Log } from "../../../platform/log.js";
import type { Connection, Exchange } from "./connection.js";
import { type Refusal, refusalOf } from "./errors.js";
import { type FcmMessage, minimalMessage } from "./message.js";
import type { PushTarget } from "../../devices/actions.js";

/** What FCM made of a message. */
export type Sent = { readonly type: "sent" } | ({ readonly type: "refused" } & Refusal);

export interface PushSender {
  /** Never rejects. A slow answer delays no other message. */
  send(message: FcmMessage): Promise<Sent>;
  /** Whether FCM takes a message for this target that cannot be wrong. Nothing is delivered. */
  probe(target: PushTarget): Promise<Sent>;
}

interface Deps {
  projectId: string;
  accessToken: () => Promise<string>;
  connection: Connection;
  clock: Clock;
  log: Log;
  /** How long FCM may take for one message, ms. Default: what FCM asks senders to wait at least. */
  answersWithin?: number;
}

/** Each message is a stream of one HTTP/2 connection: Google ends connections with more (firebase-admin-node#2943). */
const streamsAtOnce = 100;
/** https://firebase.google.com/docs/cloud-messaging/scale-fcm: at least 10 s before another try. */
const defaultDeadline = seconds(10);
const tokenWithin = seconds(5);
/** A message that has waited for so long comes later: its delivery must end before its lease does. */
const longestWait = seconds(20);

export function pushSender({
  projectId,
  accessToken,
  connection,
  clock,
  log,
  answersWithin = defaultDeadline,
}: Deps): PushSender {
  const waiting: (() => void)[] = [];
  let streams = 0;
  let pausedUntil = 0;

  const post = async (message: FcmMessage, isTrial: boolean): Promise<Exchange> => {
    const request = {
      path: `/v1/projects/${projectId}/messages:send`,
      authorization: `Bearer ${await within(tokenWithin, "an access token", accessToken())}`,
      body: JSON.stringify({ message, ...(isTrial && { validate_only: true }) }),
    };
    const exchange = await connection.post(request, answersWithin);
    // A connection that was just ending took nothing: the next one will.
    return exchange.type === "not_sent" ? connection.post(request, answersWithin) : exchange;
  };

  const call = async (message: FcmMessage, isTrial = false): Promise<Sent> => {
    const exchange = await post(message, isTrial).catch((error: unknown): Exchange => {
      log.error("push.unauthorized", error);
      return { type: "not_sent", reason: "no access token" };
    });
    if (exchange.type === "answered" && exchange.status === 200) return { type: "sent" };
    if (exchange.type !== "answered") log.warn("push.unanswered", { ...exchange });
    return { type: "refused", ...refusalOf(exchange, "fid" in message, clock.now()) };
  };

  /** One message was too many: the next ones would be too. */
  const heed = (sent: Sent): Sent => {
    if (sent.type !== "refused" || sent.handling !== "throttled") return sent;
    const until = clock.now() + (sent.retryAfterMs ?? 0);
    if (until > pausedUntil) log.warn("push.sender.paused", { ms: until - clock.now() });
    pausedUntil = Math.max(pausedUntil, until);
    return sent;
  };

  const pauseLeft = (): Sent | undefined => {
    const retryAfterMs = pausedUntil - clock.now();
    if (retryAfterMs <= 0) return undefined;
    return { type: "refused", code: "messaging/message-rate-exceeded", handling: "throttled", retryAfterMs };
  };

  /** True once there is a stream for the caller; false if it took too long. */
  const aStream = (): Promise<boolean> => {
    if (streams < streamsAtOnce) {
      streams++;
      return Promise.resolve(true);
    }
    return new Promise((answer) => {
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(take), 1);
        answer(false);
      };
      const timer = setTimeout(giveUp, longestWait);
      const take = (): void => {
        clearTimeout(timer);
        answer(true);
      };
      waiting.push(take);
    });
  };

  /** The stream goes to the next who waits. */
  const giveBack = (): void => {
    const next = waiting.shift();
    if (next) next();
    else streams--;
  };

  return {
    send: async (message) => {
      if (!(await aStream())) return tooBusy;
      try {
        return pauseLeft() ?? heed(await call(message));
      } finally {
        giveBack();
      }
    },

    probe: (target) => call(minimalMessage(target), true),
  };
}

const tooBusy: Sent = { type: "refused", code: "app/network-error", handling: "transient" };
