import { connection } from "../../../../src/features/push/fcm/connection.js";
import type { FcmMessage } from "../../../../src/features/push/fcm/message.js";
import { z } from "zod";
import "../../../../../scripts/fcm/fcm-redirect.cjs";
import { startFcm } from "../../../../../scripts/fcm/fcm-server.mjs";

import { type PushSender, pushSender } from "../../../../src/features/push/fcm/sender.js";
import type { Clock } from "../../../../src/platform/clock.js";
import { recordedLog } from "../../../support/recordedLog.js";
import { theFirebase } from "../../../support/testInstance.js";

/** What FCM was sent, as far as the tests look. */
const Received = z.object({
  message: z.looseObject({
    token: z.string().optional(),
    fid: z.string().optional(),
    notification: z.object({ title: z.string(), body: z.string() }).optional(),
    data: z.record(z.string(), z.string()).optional(),
  }),
});
export type Received = z.infer<typeof Received>["message"];

/** The manners of the stand-in: `scripts/fcm/fcm-server.mjs`. */
export type Answer =
  | { code: string; retryAfter?: number | string; delayMs?: number; goAway?: true }
  | { hangUp: true }
  | { hang: true };

/** The stand-in for FCM that `npm start` runs, on ports of its own; firebase-admin of this process sends to it. */
export interface Fcm {
  readonly inspectUrl: string;
  /** `host:port` where it takes messages. */
  readonly host: string;
  /** How many connections it was opened so far. */
  opened(): number;
  received(...targets: string[]): Received[];
  /** How the next messages to a target are answered, one each. */
  fail(target: string, ...answers: Answer[]): void;
  failAlways(target: string, answer: Answer): void;
}

/** One for all tests of the suite that this is called in. */
export function anFcm(): () => Fcm {
  let started: Awaited<ReturnType<typeof startFcm>> | undefined;
  const earlier = process.env["FCM_EMULATOR_HOST"];
  before(async () => {
    started = await startFcm({ port: 0, inspectPort: 0 });
    process.env["FCM_EMULATOR_HOST"] = started.host;
  });
  after(async () => {
    if (earlier === undefined) delete process.env["FCM_EMULATOR_HOST"];
    else process.env["FCM_EMULATOR_HOST"] = earlier;
    await started?.stop();
  });
  return () => {
    if (!started) throw new Error("The stand-in starts before the first test.");
    const { host, messages, fail, failAlways, inspectUrl, connections } = started;
    return {
      opened: () => connections().opened,
      inspectUrl,
      host,
      received: (...targets) =>
        z
          .array(Received)
          .parse(messages())
          .map(({ message }) => message)
          .filter(({ token, fid }) => targets.includes(token ?? fid ?? "")),
      fail: (target, ...answers) => void fail(target, ...answers),
      failAlways: (target, answer) => void failAlways(target, answer),
    };
  };
}

export const aMessageTo = (token: string): FcmMessage => ({
  token,
  notification: { title: "Hi", body: "You" },
  data: {},
});

/** As the product makes it, but for `deps`. */
export function aSender(clock: Clock, deps: { answersWithin?: number } = {}): PushSender {
  const { projectId, accessToken } = theFirebase();
  const fcm = connection("https://fcm.googleapis.com");
  return pushSender({ projectId, accessToken, connection: fcm, clock, log: recordedLog(), ...deps });
}
