import type { DocumentSnapshot, WriteBatch } from "firebase-admin/firestore";
import {
  tellOfAchievement,
  tellOfAnnouncement,
  tellOfProfile,
} from "../../src/features/accounts/tellUsers.js";
import { remind } from "../../src/features/calendar/remind.js";
import { tellOfEvent, tellOfRsvp } from "../../src/features/calendar/tellOfEvents.js";
import { tellOfMessage } from "../../src/features/chat/tellOfMessages.js";
import { preferencesStore } from "../../src/features/preferences/store.js";
import { readReaders } from "../../src/features/preferences/readReaders.js";
import {
  dropEarlierInvites,
  dropNeedlessInvite,
  tellOfEarlierInvites,
  tellOfInvite,
} from "../../src/features/spaces/members/addressInvites.js";
import { tellOfMember } from "../../src/features/spaces/members/tellOfMembers.js";
import { ensureMemberProfile } from "../../src/features/spaces/triggers.js";
import { awardForDeployment, awardForTool } from "../../src/features/tools/awardAchievements.js";
import { tellOfDeployment, tellOfTool } from "../../src/features/tools/tellOfTools.js";
import { committer } from "../../src/platform/firestore/commit.js";
import type { Created, Written } from "../../src/platform/firestore/trigger.js";
import type { Log } from "../../src/platform/log.js";
import type { Notice } from "../../src/platform/notices/notice.js";
import type { Teller } from "../../src/platform/notices/teller.js";
import type { WakeUp } from "../../src/platform/wakeUps/wakeUps.js";
import { type SetClock, setClock } from "../support/setClock.js";
import { type TestInstance, theFirebase } from "../support/testInstance.js";
import { actionsOf } from "./actions.js";

/** What the features do when their documents are written, over the real features; and what they tell, kept. */
export interface Stage {
  readonly actions: ReturnType<typeof actionsOf>;
  readonly produce: ReturnType<typeof producersOf>;
  readonly clock: SetClock;
  /** Wake-ups that stand, by id. */
  readonly wakeUps: ReadonlyMap<string, WakeUp>;
  readonly logged: readonly string[];
  /** What they have told as a part of something large. */
  readonly large: readonly Notice[];
  /** What they have told since this was asked last. */
  told(): Notice[];
  /** What they have taken back, said anew and ended, in order. */
  readonly undone: string[];
}

export function aStage(server: TestInstance): Stage {
  const clock = setClock(new Date().toISOString());
  const actions = actionsOf(server, clock);
  const wakeUps = new Map<string, WakeUp>();
  const logged: string[] = [];
  const undone: string[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (event) => void logged.push(event),
  };
  let told: Notice[] = [];
  const large: Notice[] = [];
  const { firestore } = theFirebase();
  const store = preferencesStore(firestore, log);
  const teller: Teller = {
    notify: (notices, { inChunks = false } = {}) => {
      told.push(...notices);
      if (inChunks) large.push(...notices);
      return Promise.resolve();
    },
    readersOf: (uids) => readReaders({ store, accounts: actions.accounts }, uids),
    recall: (recalls) => {
      undone.push(...summaryOf(recalls).map((summary) => `recall ${summary}`));
      return Promise.resolve();
    },
    revise: (notices) => {
      undone.push(...summaryOf(notices).map((summary) => `revise ${summary}`));
      return Promise.resolve();
    },
    leave: (uid) => {
      undone.push(`leave ${uid}`);
      return Promise.resolve();
    },
  };
  const setting = {
    schedule: (wakeUp: WakeUp) => {
      wakeUps.set(wakeUp.id, wakeUp);
      return Promise.resolve();
    },
    remove: (_batch: WriteBatch, id: string) => void wakeUps.delete(id),
  };
  const commit = committer(firestore, "a reminder");
  const produce = producersOf({
    ...actions,
    store: actions.spacesParts.store,
    teller,
    wakeUps: setting,
    commit,
    clock,
    log,
  });
  return {
    actions,
    produce,
    clock,
    wakeUps,
    logged,
    undone,
    large,
    told: () => {
      const now = told;
      told = [];
      return now;
    },
  };
}

type ProducerDeps = Parameters<typeof tellOfEvent>[0] &
  Parameters<typeof tellOfMessage>[0] &
  Parameters<typeof tellOfMember>[0] &
  Parameters<typeof tellOfInvite>[0] &
  Parameters<typeof dropNeedlessInvite>[0] &
  Parameters<typeof ensureMemberProfile>[0] &
  Parameters<typeof tellOfTool>[0] &
  Parameters<typeof awardForTool>[0] &
  Parameters<typeof tellOfProfile>[0];

/** What the functions of these names call. */
const producersOf = (deps: ProducerDeps) => ({
  memberWritten: async (event: Written<{ spaceId: string; uid: string }>) => {
    await Promise.all([ensureMemberProfile(deps, event), tellOfMember(deps, event)]);
  },
  inviteCreated: async (event: Created<{ spaceId: string; inviteId: string }>) => {
    await Promise.all([dropNeedlessInvite(deps, event), tellOfInvite(deps, event)]);
  },
  profileWritten: async (event: Written<{ uid: string }>) => {
    await Promise.all([dropEarlierInvites(deps, event), tellOfEarlierInvites(deps, event)]);
  },
  messageWritten: (event: Written<{ spaceId: string; messageId: string }>) => tellOfMessage(deps, event),
  toolWritten: async (event: Written<{ toolId: string }>) => {
    await Promise.all([awardForTool(deps, event), tellOfTool(deps, event)]);
  },
  deploymentCreated: async (event: Created<{ spaceId: string; toolId: string }>) => {
    await Promise.all([awardForDeployment(deps, event), tellOfDeployment(deps, event)]);
  },
  calendarEventWritten: (event: Written<{ spaceId: string; eventId: string }>) => tellOfEvent(deps, event),
  rsvpWritten: (event: Written<{ spaceId: string; eventId: string; uid: string }>) => tellOfRsvp(deps, event),
  eventReminder: (due: Parameters<typeof remind>[1]) => remind(deps, due),
  profileCreated: (event: Created<{ uid: string }>) => tellOfProfile(deps, event),
  achievementCreated: (event: Created<{ uid: string; key: string }>) => tellOfAchievement(deps, event),
  announcementCreated: (event: Created<{ announcementId: string }>) => tellOfAnnouncement(deps, event),
});

/** What a trigger is called with for a change of a document. */
export interface Happening<Params> {
  data: { before: DocumentSnapshot; after: DocumentSnapshot };
  params: Params;
  time: string;
}

/** Does something, and gives the event that a document's trigger gets for it. */
export async function happening<Params>(
  path: string,
  params: Params,
  act: () => Promise<unknown>,
): Promise<Happening<Params>> {
  const document = theFirebase().firestore.doc(path);
  const before = await document.get();
  await act();
  return { data: { before, after: await document.get() }, params, time: new Date().toISOString() };
}

/** The event of the trigger that is called for new documents only. */
export const creation = <Params>({ data, params, time }: Happening<Params>) => ({
  data: data.after,
  params,
  time,
});

/** Type, cause and audience: what a test compares at a glance. */
export const summaryOf = (
  notices: readonly (Pick<Notice, "type" | "audience"> & { actor?: string | undefined })[],
): string[] =>
  notices.map(({ type, actor, audience }) => {
    const whom = audience.type === "users" ? audience.uids.join(",") : audience.type;
    return `${type}${actor === undefined ? "" : ` by ${actor}`} to ${whom}`;
  });
