import { z } from "zod";
import type { Outcome } from "./workers.js";

/** A message that FCM has accepted. Of those with the same key a device shows the newest. */
export interface Push {
  /** ms since the epoch. */
  readonly at: number;
  readonly token: string;
  readonly notificationId: string;
  readonly key: string;
}

/** What somebody's devices have to show. */
export interface Due {
  readonly uid: string;
  readonly notificationId: string;
  readonly tokens: readonly string[];
}

type Death = Pick<Outcome, "job" | "begunAt" | "endedAt">;

/** What a process sent may arrive a moment after it is dead. */
const onItsWayMs = 250;

/** Every way in which pushes break the promise: one visible push per device and notification, sent twice only after a death. */
export function judge(due: readonly Due[], pushes: readonly Push[], deaths: readonly Death[]) {
  const violations: string[] = [];
  let sentAgain = 0;
  const left = new Set(pushes);
  for (const { uid, notificationId, tokens } of due) {
    for (const token of tokens) {
      const place = `${notificationId} on ${token}`;
      const sent = pushes.filter((push) => push.notificationId === notificationId && push.token === token);
      for (const push of sent) left.delete(push);
      if (sent.length === 0) violations.push(`${place}: never pushed`);
      if (new Set(sent.map(({ key }) => key)).size > 1) violations.push(`${place}: seen twice`);
      const early = sent.sort((a, b) => a.at - b.at).slice(0, -1);
      sentAgain += early.length;
      for (const { at } of early) {
        const isOrphan = deaths.some((death) => concerns(death, uid, notificationId) && isDuring(at, death));
        if (!isOrphan) violations.push(`${place}: sent again although its sender lived`);
      }
    }
  }
  for (const { notificationId, token } of left)
    violations.push(`${notificationId} on ${token}: not due there`);
  return { violations, sentAgain };
}

const concerns = ({ job }: Death, uid: string, id: string): boolean =>
  job.type === "sweep" || (job.type === "row" && job.uid === uid && job.id === id);

const isDuring = (at: number, { begunAt, endedAt }: Death): boolean =>
  begunAt <= at && at <= endedAt + onItsWayMs;

const Sent = z.object({
  at: z.string(),
  message: z.object({
    token: z.string(),
    data: z.object({ id: z.string() }),
    android: z.object({ notification: z.object({ tag: z.string() }) }).optional(),
    webpush: z
      .object({ headers: z.object({ Topic: z.string() }), notification: z.object({ tag: z.string() }) })
      .optional(),
    apns: z.object({ headers: z.object({ "apns-collapse-id": z.string() }) }).optional(),
  }),
});

/** What the stand-in for FCM has kept. */
export const pushesOf = (kept: unknown): Push[] =>
  z
    .array(Sent)
    .parse(kept)
    .map(({ at, message: { token, data, ...platforms } }) => ({
      at: Date.parse(at),
      token,
      notificationId: data.id,
      key: JSON.stringify(platforms),
    }));
