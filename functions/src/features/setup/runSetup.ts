import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import { ignoreConflict } from "../../platform/firestore/ignoreConflict.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import type { SetupDeps } from "./deps.js";
import { onceIn, Overtaken, Waits } from "./effects.js";
import * as progress from "./progress.js";
import type { StoredSetup } from "./schema.js";
import { alertOf, eventsOf } from "./tell.js";
import { undoSteps } from "./undoSteps.js";

/** What became of it, as the job counts it. `nothing`: it is over, or another process has it. */
export type Ended = "completed" | "cancelled" | "setAside" | "waiting" | "gone" | "nothing";

/** What going on with set-ups takes. */
export type RunDeps = Pick<
  SetupDeps,
  "store" | "steps" | "publisher" | "accounts" | "inGoodStanding" | "clock" | "ids" | "log"
>;

/** A set-up as it was read by who has it. */
type Held = Versioned<StoredSetup>;

/** After a write. `lost`: nothing was written, or another process has written since. */
type Saved =
  | { readonly type: "held"; readonly seen: Held }
  | { readonly type: "ended"; readonly setup: StoredSetup }
  | { readonly type: "lost" };

const lost: Saved = { type: "lost" };

/** Shorter than the lease. */
const stepWithin = seconds(45);

/**
 * Goes on with a set-up until it is done, or has to wait. Safe to repeat, to run many times at once and to be killed anywhere:
 * one has the lease, and all that it writes rests on what it has read. `first`: the set-up as it was just read.
 */
export async function runSetup(deps: RunDeps, spaceId: string, first?: Held): Promise<Ended> {
  const holder = deps.ids.next();
  let seen = first;
  for (;;) {
    seen ??= await find(deps, spaceId);
    if (!seen) return "gone";
    if (!progress.isFree(seen.value, holder, deps.clock.now())) return "nothing";
    const saved = await takeOn(deps, seen, holder);
    if (saved.type === "ended") return endOf(saved.setup);
    seen = undefined;
  }
}

/** The set-up of a space that is gone goes, too. */
async function find({ store }: RunDeps, spaceId: string): Promise<Held | undefined> {
  const { seen, hasSpace } = await store.withSpace(spaceId);
  if (seen && !hasSpace) await store.remove(spaceId);
  return hasSpace ? seen : undefined;
}

/** As far as one process comes before the set-up is over, waits, or is another's. */
async function takeOn(deps: RunDeps, first: Held, holder: string): Promise<Saved> {
  const now = deps.clock.now();
  let saved = await save(deps, first, progress.taken(first.value, deps.steps(), { holder, now }));
  while (saved.type === "held") {
    const { seen } = saved;
    const next = await attempt(deps, seen);
    saved = next ? await save(deps, seen, next) : lost;
  }
  return saved;
}

function endOf({ state, phase }: StoredSetup): Ended {
  if (state === "open") return "waiting";
  if (state === "aside") return "setAside";
  return phase === "make" ? "completed" : "cancelled";
}

/** One step, or the undoing of all of them. Undefined: another process has it. */
async function attempt(deps: RunDeps, seen: Held): Promise<progress.Next | undefined> {
  const { clock, log, steps } = deps;
  const setup = seen.value;
  const isMaking = setup.phase === "make";
  const step = isMaking ? (progress.currentStep(setup)?.name ?? "") : "undoing";
  try {
    const doing = isMaking ? runStep(deps, seen, step) : undoSteps(deps, setup);
    const notes = await within(stepWithin, `${step} of a set-up`, doing);
    const now = clock.now();
    return isMaking ? progress.stepDone(setup, steps(), notes, now) : progress.undone(setup, steps(), now);
  } catch (error) {
    if (error instanceof Overtaken) return undefined;
    if (error instanceof Waits) return progress.attemptWaits(setup, error.waitMs, clock.now());
    log.error("setup.step_failed", error, { setup: setup.id, step, attempts: setup.attempts });
    return progress.attemptFailed(setup, clock.now());
  }
}

/** Returns what could not be done. */
async function runStep(deps: RunDeps, seen: Held, step: string): Promise<string[]> {
  const { store, steps, inGoodStanding } = deps;
  const { id, spaceId, createdBy: uid, createdAt, order } = seen.value;
  if (!(await inGoodStanding(uid))) return ["Who made the space has no account any more."];
  const notes: string[] = [];
  const once = onceIn({ store, seen, step, notes });
  await steps().get(step)?.run?.({ id, spaceId, createdAt, founder: { uid }, order, once });
  return notes;
}

/** With what is told of it. */
async function save(deps: RunDeps, seen: Held, { setup, told }: progress.Next): Promise<Saved> {
  const { store, publisher, clock } = deps;
  if (setup.state === "aside") await alertOf(deps, setup);
  const writes = (batch: WriteBatch): void => store.update(batch, seen, setup);
  const isEnded = setup.holder === undefined;
  if (told.length === 0) {
    const version = await ignoreConflict(store.commit(writes));
    if (!version) return lost;
    return isEnded ? { type: "ended", setup } : { type: "held", seen: { value: setup, version } };
  }
  const channel = channelOf(spaceChannel, { spaceId: setup.spaceId });
  const events = eventsOf(setup, told, clock.now());
  if (!(await ignoreConflict(publisher.append({ channel, events, writes })))) return lost;
  return isEnded ? { type: "ended", setup } : readAgain(deps, setup);
}

/** An append does not say which version the document has then. */
async function readAgain({ store }: RunDeps, { spaceId, holder }: StoredSetup): Promise<Saved> {
  const seen = await store.setup(spaceId);
  return seen && seen.value.holder === holder ? { type: "held", seen } : lost;
}
