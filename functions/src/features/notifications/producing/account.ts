import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/ids";
import { Achievement, OperatorsAnnouncement, Profile } from "../../accounts/actions.js";
import { achieved, systemAlert, welcome } from "../rules/account.js";
import type { ProducersDeps } from "./deps.js";
import { type Created, source, timeOf } from "./source.js";

const Dated = z.object({ createdAt: Timestamp });

/** Profiles, achievements and what operators announce. */
export function accountProducer({ notify, log }: ProducersDeps) {
  const { read } = source(log);

  return {
    profileCreated: async ({ data, params }: Created<{ uid: string }>): Promise<void> => {
      const profile = read(Profile, data, params);
      if (profile) await notify(welcome(profile));
    },

    achievementCreated: async ({ data, params }: Created<{ uid: string; key: string }>): Promise<void> => {
      const achievement = read(Achievement, data, { achievement: params.key });
      const uid = Segment.safeParse(params.uid);
      if (achievement && uid.success) await notify(achieved(uid.data, achievement));
    },

    announcementCreated: async (event: Created<{ announcementId: string }>): Promise<void> => {
      const announcement = read(OperatorsAnnouncement, event.data, {});
      const id = Segment.safeParse(event.params.announcementId);
      if (!announcement || !id.success) return;
      const { createdAt = timeOf(event) } = Dated.safeParse(event.data?.data()).data ?? {};
      await notify(systemAlert({ ...announcement, id: id.data, createdAt }));
    },
  };
}
