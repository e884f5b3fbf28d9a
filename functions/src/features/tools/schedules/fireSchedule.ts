import type { Action } from "@firecast/contract/automations/actions";
import type { JobCounts } from "@firecast/contract/jobs";
import { ActionFailed, failureOf } from "../../../platform/actions/actionFailed.js";
import type { Firing } from "../../../platform/actions/actionKind.js";
import { toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { derivedId } from "../../../platform/ids.js";
import { clip } from "../../../platform/notices/clip.js";
import { requireOwned } from "../access/requireVisible.js";
import type { SchedulesDeps } from "./deps.js";
import type { Attempted, Planned } from "./firing.js";
import type { Pending, StoredSchedule } from "./schema.js";

interface Due extends StoredSchedule {
  readonly pending: Pending;
}

/**
 * Does what a schedule has to do by then, ms, and writes down what became of it. Safe to repeat, and to run twice at once: each
 * action of a firing has one effect, and each firing is written down once.
 */
export async function fireSchedule(
  deps: SchedulesDeps,
  { id, slot }: { id: string; slot: number },
): Promise<JobCounts | undefined> {
  const seen = await deps.store.dueSchedule(id);
  const due = seen && dueBy(seen.value, slot);
  if (!due) return undefined;
  const attempted = await attempt(deps, due);
  let known: typeof seen | undefined = seen;
  return retryOnConflict(undefined, async () => {
    const now = known ?? (await deps.store.schedule(id));
    known = undefined; // a commit that rests on it has failed
    // Another process has written it down, or the schedule is gone.
    if (now?.value.fired !== due.fired || now.value.pending?.tries !== due.pending.tries) return undefined;
    return record(deps, now, due.pending, attempted);
  });
}

/** With its library of cron expressions: what never fires need not load it. */
const planner = () => import("./firing.js");

function dueBy(schedule: StoredSchedule, slot: number): Due | undefined {
  const { dueAt, pending } = schedule;
  if (pending === undefined || dueAt === undefined || dueAt > toTimestamp(slot)) return undefined;
  return { ...schedule, pending };
}

/** One action after the other; what was done when it was tried before is not done again. */
async function attempt(deps: SchedulesDeps, due: Due): Promise<Attempted[]> {
  const { id, toolId, createdBy: uid, actions, pending, secret } = due;
  const firing: Omit<Firing, "key"> = {
    automation: { type: "schedule", id },
    author: { uid },
    toolId,
    at: Date.parse(pending.scheduledFor),
    secret,
  };
  const { firingId } = await planner();
  const standing = requireStanding(deps, due);
  const attempted: Attempted[] = [];
  for (const [index, action] of actions.entries()) {
    const key = derivedId(firingId(id, pending), String(index));
    const isDone = pending.results[index]?.outcome === "done";
    const act = async (): Promise<void> => {
      await standing;
      if (!isDone) await deps.performer.perform(action, { ...firing, key });
    };
    attempted.push(await resultOf(action, act()));
  }
  return attempted;
}

/** The tool is still its author's, and in use. @throws Problem, ActionFailed */
async function requireStanding({ tools }: SchedulesDeps, { toolId, createdBy: uid }: Due): Promise<void> {
  const { value: tool } = await requireOwned(tools, { uid }, toolId);
  if (tool.archivedAt !== undefined) throw new ActionFailed("The tool is in the archive", "stop");
}

async function resultOf({ type }: Action, done: Promise<void>): Promise<Attempted> {
  try {
    await done;
    return { type, outcome: "done" };
  } catch (error) {
    const failure = failureOf(error);
    return { type, outcome: "failed", reason: failure.message, consequence: failure.consequence };
  }
}

async function record(
  deps: SchedulesDeps,
  seen: Versioned<StoredSchedule>,
  pending: Pending,
  attempted: readonly Attempted[],
): Promise<JobCounts> {
  const { store, clock } = deps;
  const { afterFiring } = await planner();
  const { schedule, run, alert } = afterFiring(seen.value, pending, attempted, clock.now());
  if (alert) await tellOwner(deps, schedule, pending, alert);
  await store.commit((batch) => {
    store.updateSchedule(batch, seen, schedule);
    if (run) store.putRun(batch, schedule.id, seen.value.fired, run);
  });
  if (!run) return { retried: 1 };
  const counts = run.outcome === "completed" ? { fired: 1 } : { failed: 1 };
  return { ...counts, ...(schedule.suspended && { suspended: 1 }) };
}

/** Before it is written down, so that the owner hears of it in any case: of the same firing once. */
function tellOwner(
  { accounts }: SchedulesDeps,
  { id, name = "A schedule", createdBy }: StoredSchedule,
  { scheduledFor }: Pending,
  { event, reason }: NonNullable<Planned["alert"]>,
): Promise<void> {
  const what = event === "suspended" ? "has been suspended" : "has failed";
  const rest = event === "suspended" ? " It fires no more until you enable it again." : "";
  return accounts.alert(createdBy, {
    id: derivedId("schedule", id, scheduledFor, event),
    title: clip(`${name} ${what}`),
    body: `${reason}.${rest}`,
  });
}
