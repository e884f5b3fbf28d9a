import type { Channel } from "@firecast/contract/core/channel";
import type { StateChanged, toolStateChannel } from "@firecast/contract/tools";
import { AlreadyCreated } from "../../../platform/firestore/alreadyCreated.js";
import type { IdempotentRequest } from "../../../platform/firestore/idempotency.js";
import { Problem, unavailable } from "../../../platform/problems.js";
import type { LoggedEvent, Position, Publisher } from "../../../realtime/index.js";
import type { Change } from "./change.js";
import { planChanges, type Planned } from "./planChanges.js";
import type { StateAtPosition, StatesStore } from "./store.js";

/** One user's patch, waiting to be committed. */
export interface QueuedChange extends Change {
  readonly request: IdempotentRequest<StateChanged> | undefined;
  resolve(changed: StateChanged): void;
  reject(error: unknown): void;
}

export interface StateWriterDeps {
  readonly store: StatesStore;
  readonly publisher: Pick<Publisher, "append">;
}

type Group = readonly QueuedChange[];

/** Patches that share a commit: each brings an event, and a keyed one the record of its answer. */
const mostAtOnce = 100;

/**
 * Writes the state of one tool from this instance (group commit): the patches that wait go into the next commit, in the order
 * in which they came, with one write of the state.
 *
 * Why no change is lost: a commit creates its events right after the head that the log had when the state was read, and
 * every event comes with the state that it leads to. So of two instances that rest on the same state one fails at its
 * event, and reads again. The order of commits is the order of versions; no clock has a say.
 */
export class StateWriter {
  private waiting: QueuedChange[] = [];
  private running = false;
  /** As of this instance's last commit. */
  private known: StateAtPosition | undefined;

  constructor(
    private readonly channel: Channel<typeof toolStateChannel>,
    private readonly toolId: string,
    private readonly deps: StateWriterDeps,
  ) {}

  add(change: QueuedChange): void {
    this.waiting.push(change);
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    // The callers of this turn get together first.
    await Promise.resolve();
    while (this.waiting.length > 0) await this.settle(this.takeGroup());
    this.running = false;
  }

  /** Repeats of one keyed request create the same document: the second one is for a later commit. */
  private takeGroup(): Group {
    const guards = new Set<string>();
    const group: QueuedChange[] = [];
    const later: QueuedChange[] = [];
    for (const change of this.waiting) {
      const path = change.request?.document.path;
      const fits = group.length < mostAtOnce && (path === undefined || !guards.has(path));
      (fits ? group : later).push(change);
      if (path !== undefined) guards.add(path);
    }
    this.waiting = later;
    return group;
  }

  /** Settles every member. Never rejects. */
  private async settle(group: Group): Promise<void> {
    if (group.length === 0) return;
    try {
      await this.append(group);
    } catch (error) {
      const [member] = group;
      if (error instanceof AlreadyCreated) await this.settleOthers(group, error);
      // One of them is refused: alone each has its own answer.
      else if (group.length > 1 && error instanceof Problem && error.status < 500) {
        for (const single of group) await this.settle([single]);
      } else for (const { reject } of member ? group : []) reject(error);
    }
  }

  /** A keyed request took effect before: its repeat finds the answer. */
  private async settleOthers(group: Group, repeated: AlreadyCreated): Promise<void> {
    const isRepeat = ({ request }: QueuedChange): boolean =>
      request?.document.path === repeated.document.path;
    for (const { reject } of group.filter(isRepeat)) reject(repeated);
    await this.settle(group.filter((member) => !isRepeat(member)));
  }

  private async append(group: Group): Promise<void> {
    const { store, publisher } = this.deps;
    let planned: Planned | undefined;
    /** By the name of the commit: of several attempts one has landed, which need not be the last. */
    const attempts = new Map<string | undefined, Planned>();
    const plannedNow = (): Planned => {
      if (!planned) throw new RangeError("an append is prepared first");
      return planned;
    };
    const events = await publisher.append({
      channel: this.channel,
      prepare: async (head) => {
        planned = await this.plan(group, head);
      },
      events: group.map(({ by, request }, index) => ({
        type: "tool:state:updated" as const,
        by,
        idempotencyKey: request?.key,
        dataAt: () => plannedNow().eventAt(index),
      })),
      writes: (batch, placed) => {
        const now = plannedNow();
        store.putState(batch, this.toolId, { kept: now.kept, position: endOf(placed) });
        group.forEach(({ request }, index) => request?.record(batch, now.answerAt(index)));
        attempts.set(placed[0]?.commit, now);
      },
      creates: group.flatMap(({ request }) => request?.document ?? []),
    });
    const landed = attempts.get(events[0]?.commit) ?? plannedNow();
    this.known = { kept: landed.kept, position: endOf(events) };
    group.forEach(({ resolve }, index) => resolve(landed.answerAt(index)));
  }

  /**
   * What a commit after this head makes of the state. The head may have been overtaken: then the commit fails, and the next
   * one is planned anew. But a refusal is an answer, and so only what is stored now gives it.
   */
  private async plan(group: Group, { epoch, seq }: Position): Promise<Planned> {
    const { known } = this;
    if (known?.position.epoch === epoch && known.position.seq === seq) {
      try {
        return planChanges(this.toolId, known.kept, group);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
    }
    const { kept } = await this.deps.store.state(this.toolId).catch((error: unknown) => {
      throw unavailable(error);
    });
    return planChanges(this.toolId, kept, group);
  }
}

function endOf(events: readonly LoggedEvent[]): Position {
  const last = events.at(-1);
  if (!last) throw new RangeError("a patch has an event");
  return { epoch: last.epoch, seq: last.seq };
}
