import type { Message, Messaging } from "firebase-admin/messaging";
import { type Clock, seconds } from "../../../platform/clock.js";
import { within } from "../../../platform/grpc.js";
import type { Log } from "../../../platform/log.js";
import { type Refusal, refusalOf } from "./errors.js";
import { minimalMessage } from "./fcmMessage.js";
import type { PushTarget } from "./schema.js";

/** What FCM made of a message. */
export type Sent = { readonly type: "sent" } | ({ readonly type: "refused" } & Refusal);

export interface PushSender {
  /** Never rejects. What is given within 20 ms shares a call. */
  send(message: Message): Promise<Sent>;
  /** Whether FCM takes a message for this target that cannot be wrong. Nothing is delivered. */
  probe(target: PushTarget): Promise<Sent>;
}

interface Deps {
  messaging: () => Promise<Messaging>;
  clock: Clock;
  log: Log;
  /** ms; a call that was abandoned may still take effect. */
  callEndsWithin?: number;
}

/** Each message is a stream of one HTTP/2 session: Google ends sessions with more (firebase-admin-node#2943). */
const largestCall = 200;
const callsAtOnce = 2;
const gatheredForMs = 20;
/** firebase-admin tries 503s four times by itself, and never hears of some connections' end. */
const defaultDeadline = seconds(30);

interface Waiting {
  message: Message;
  answer: (sent: Sent) => void;
}

export function pushSender({ messaging, clock, log, callEndsWithin = defaultDeadline }: Deps): PushSender {
  let waiting: Waiting[] = [];
  let isGathering = false;
  let calls = 0;
  let pausedUntil = 0;

  const call = async (messages: Message[], dryRun = false): Promise<Sent[]> => {
    try {
      const sent = messaging().then((fcm) => fcm.sendEach(messages, dryRun));
      const { responses } = await within(callEndsWithin, "call of FCM", sent);
      return responses.map(({ error, success }) =>
        success ? { type: "sent" } : { type: "refused", ...refusalOf(error, clock.now()) },
      );
    } catch (error) {
      log.error("push.call.failed", error, { messages: messages.length });
      const refusal = refusalOf(error, clock.now());
      return messages.map(() => ({ type: "refused", ...refusal }));
    }
  };

  /** One message was too many: the next ones would be too. */
  const heed = (sent: readonly Sent[]): void => {
    const waits = sent.flatMap((each) =>
      each.type === "refused" && each.handling === "throttled" ? (each.retryAfterMs ?? 0) : [],
    );
    if (waits.length === 0) return;
    pausedUntil = Math.max(pausedUntil, clock.now() + Math.max(...waits));
    log.warn("push.sender.paused", { ms: pausedUntil - clock.now(), refused: waits.length });
  };

  const pump = (): void => {
    while (calls < callsAtOnce && waiting.length > 0) {
      const batch = waiting.slice(0, largestCall);
      waiting = waiting.slice(largestCall);
      calls++;
      void deliver(batch).finally(() => {
        calls--;
        pump();
      });
    }
  };

  const deliver = async (batch: readonly Waiting[]): Promise<void> => {
    const paused = pauseLeft();
    const sent = paused ? batch.map(() => paused) : await call(batch.map(({ message }) => message));
    heed(paused ? [] : sent);
    batch.forEach(({ answer }, index) => answer(sent[index] ?? lost));
  };

  const pauseLeft = (): Sent | undefined => {
    const retryAfterMs = pausedUntil - clock.now();
    if (retryAfterMs <= 0) return undefined;
    return { type: "refused", code: "messaging/message-rate-exceeded", handling: "throttled", retryAfterMs };
  };

  return {
    send: (message) =>
      new Promise((answer) => {
        waiting.push({ message, answer });
        if (isGathering) return;
        isGathering = true;
        setTimeout(() => {
          isGathering = false;
          pump();
        }, gatheredForMs);
      }),

    probe: async (target) => (await call([minimalMessage(target)], true))[0] ?? lost,
  };
}

/** firebase-admin answers every message. */
const lost: Sent = { type: "refused", code: "unanswered", handling: "transient" };
