import type { DocumentSnapshot, WriteBatch } from "firebase-admin/firestore";
import type { AnyNotice } from "../../../../src/features/notifications/notice.js";
import { type Producers, producers } from "../../../../src/features/notifications/producers.js";
import { preferencesStore } from "../../../../src/features/notifications/preferences/store.js";
import type { Log } from "../../../../src/platform/log.js";
import type { WakeUp } from "../../../../src/platform/wakeUps/wakeUps.js";
import { type SetClock, setClock } from "../../../support/setClock.js";
import { type TestInstance, theFirebase } from "../../../support/testInstance.js";
import { actionsOf } from "../../actions.js";

/** The producers over the real features, and what they do, kept. */
export interface Stage {
  readonly actions: ReturnType<typeof actionsOf>;
  readonly produce: Producers;
  readonly clock: SetClock;
  /** Wake-ups that stand, by id. */
  readonly wakeUps: ReadonlyMap<string, WakeUp>;
  readonly logged: readonly string[];
  /** What they have told as a part of something large. */
  readonly large: readonly AnyNotice[];
  /** What they have told since this was asked last. */
  told(): AnyNotice[];
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
  let told: AnyNotice[] = [];
  const large: AnyNotice[] = [];
  const produce = producers({
    ...actions,
    firestore: theFirebase().firestore,
    notify: (notices, { inChunks = false } = {}) => {
      told.push(...notices);
      if (inChunks) large.push(...notices);
      return Promise.resolve();
    },
    readersOf: preferencesStore(theFirebase().firestore, log).readersOf,
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
    wakeUps: {
      schedule: (wakeUp) => {
        wakeUps.set(wakeUp.id, wakeUp);
        return Promise.resolve();
      },
      remove: (_batch: WriteBatch, id: string) => void wakeUps.delete(id),
    },
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
  notices: readonly (Pick<AnyNotice, "type" | "audience"> & { actor?: string | undefined })[],
): string[] =>
  notices.map(({ type, actor, audience }) => {
    const whom = audience.type === "users" ? audience.uids.join(",") : audience.type;
    return `${type}${actor === undefined ? "" : ` by ${actor}`} to ${whom}`;
  });
