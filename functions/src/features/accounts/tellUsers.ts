import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { type Created, timeOf } from "../../platform/firestore/trigger.js";
import type { Log } from "../../platform/log.js";
import { readWritten } from "../../platform/notices/readWritten.js";
import type { Teller } from "../../platform/notices/teller.js";
import { tellAchievement, tellSystemAlert, tellWelcome } from "./notices.js";
import { Achievement, OperatorsAnnouncement, Profile } from "./schema.js";

interface Deps {
  teller: Pick<Teller, "notify">;
  log: Log;
}

/** Welcomes a user who has a profile now. Safe to repeat. */
export async function tellOfProfile(
  { teller, log }: Deps,
  { data, params }: Created<{ uid: string }>,
): Promise<void> {
  const profile = readWritten(log, Profile, data, params);
  if (profile) await teller.notify(tellWelcome(profile));
}

/** Tells a user what they have achieved. Safe to repeat. */
export async function tellOfAchievement(
  { teller, log }: Deps,
  { data, params }: Created<{ uid: string; key: string }>,
): Promise<void> {
  const achievement = readWritten(log, Achievement, data, { achievement: params.key });
  const uid = Segment.safeParse(params.uid);
  if (achievement && uid.success) await teller.notify(tellAchievement(uid.data, achievement));
}

const Dated = z.object({ createdAt: Timestamp });

/** Tells an announcement's audience what operators announce, also where they wrote it to Firestore. Safe to repeat. */
export async function tellOfAnnouncement(
  { teller, log }: Deps,
  event: Created<{ announcementId: string }>,
): Promise<void> {
  const announcement = readWritten(log, OperatorsAnnouncement, event.data, {});
  const id = Segment.safeParse(event.params.announcementId);
  if (!announcement || !id.success) return;
  const { createdAt = timeOf(event) } = Dated.safeParse(event.data?.data()).data ?? {};
  await teller.notify(tellSystemAlert({ ...announcement, id: id.data, createdAt }));
}
