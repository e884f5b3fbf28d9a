import { Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { GrpcStatus } from "../../../src/platform/firestore/grpc.js";
import { retryOnConflict } from "../../../src/platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../../src/platform/firestore/versioned.js";
import type { SetupStep } from "../../../src/platform/setup/step.js";
import { type RunDeps, runSetup } from "../../../src/features/setup/runSetup.js";
import type { StoredEffect, StoredSetup } from "../../../src/features/setup/schema.js";
import { setClock } from "../../support/setClock.js";
import { aSetup, madeAt } from "./builders.js";

/** Where a process is killed: at its so-many-th word with Firestore, before that takes effect or after. */
export interface Death {
  readonly at: number;
  readonly after: boolean;
}

class Conflict extends Error {
  readonly code = GrpcStatus.failedPrecondition;
}

/** Commits as Firestore makes them: all of it or nothing, and only if each version is still the one that was read. */
interface Op {
  holds(): boolean;
  apply(): void;
}

/** What a step does, one after the other; nothing, where it comes with the space. */
export type Doings = Readonly<Record<string, readonly string[]>>;

/** A space's set-up in memory, and processes that work on it until they are killed. */
export function aWorld(doings: Doings) {
  const clock = setClock(madeAt);
  let setup: StoredSetup = aSetup({
    steps: Object.keys(doings).map((name) => ({ name, state: "pending", notes: [] })),
  });
  let version = 1;
  const effects = new Map<string, StoredEffect>();
  const events: string[] = [];
  const alerts: string[] = [];
  /** What was done in the world, once for each commit that did it. */
  const done: string[] = [];
  let processes = 0;

  const stamp = (): Timestamp => new Timestamp(version, 0);
  const read = (): Versioned<StoredSetup> => ({ value: setup, version: stamp() });
  const isSeen = (seen: Versioned<unknown>) => seen.version.isEqual(stamp());

  const process = (death?: Death) => {
    let words = 0;
    let isDead = false;
    const say = async <T>(act: () => T): Promise<T> => {
      await Promise.resolve();
      if (isDead) throw new Error("dead");
      const isLast = ++words === death?.at;
      if (isLast) isDead = true;
      if (isLast && !death.after) throw new Error("killed before");
      const result = act();
      if (isLast) throw new Error("killed after");
      return result;
    };
    const commit = (writes: (batch: WriteBatch) => void, also: () => void = () => undefined) =>
      say(() => {
        const ops: Op[] = [];
        writes(ops as unknown as WriteBatch);
        if (!ops.every((op) => op.holds())) throw new Conflict("changed meanwhile");
        const before = version;
        for (const op of ops) op.apply();
        also();
        return new Timestamp(version === before ? before : version, 0);
      });
    const put = (batch: WriteBatch, op: Op): void => void (batch as unknown as Op[]).push(op);
    const store = {
      setup: () => say(read),
      withSpace: () => say(() => ({ seen: read(), hasSpace: true })),
      update: (batch: WriteBatch, seen: Versioned<StoredSetup>, next: StoredSetup) =>
        put(batch, {
          holds: () => isSeen(seen),
          apply: () => {
            setup = next;
            version++;
          },
        }),
      confirm: (batch: WriteBatch, seen: Versioned<StoredSetup>) =>
        put(batch, { holds: () => isSeen(seen), apply: () => undefined }),
      effectAt: (_: string, id: string) => ({ path: id }),
      createEffect: (batch: WriteBatch, { path }: { path: string }, effect: StoredEffect) =>
        put(batch, { holds: () => !effects.has(path), apply: () => effects.set(path, effect) }),
      hasEffect: ({ path }: { path: string }) => say(() => effects.has(path)),
      effects: () => say(() => [...effects.values()]),
      commit,
    };
    const runOf =
      (name: string, items: readonly string[]): SetupStep["run"] =>
      async ({ once }) => {
        for (const item of items) {
          await once<undefined>({ key: item, what: item, made: () => ({ item }) }, (request) =>
            retryOnConflict(request, () =>
              commit(
                (batch) => request.record(batch, undefined),
                () => done.push(`${name} ${item}`),
              ),
            ),
          );
        }
      };
    const steps = Object.entries(doings).map(([name, items], order) => ({
      ...{ name, order, doing: name },
      ...(items.length > 0 && { run: runOf(name, items), undo: () => Promise.resolve() }),
    }));
    const deps = {
      store,
      publisher: {
        append: async ({
          events: told,
          writes,
        }: {
          events: { data: { stage: string; status: string } }[];
          writes(batch: WriteBatch): void;
        }) => {
          await commit(writes, () => events.push(...told.map(({ data }) => `${data.stage} ${data.status}`)));
          return [];
        },
      },
      accounts: { alert: (_: string, { id }: { id: string }) => say(() => void alerts.push(id)) },
      inGoodStanding: () => Promise.resolve(true),
      steps: () => new Map(steps.map((step) => [step.name, step])),
      clock,
      ids: { next: () => `p${++processes}` },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    } as unknown as RunDeps;
    return { run: () => runSetup(deps, "s1"), commit };
  };

  return {
    clock,
    events,
    alerts,
    done,
    effects,
    process,
    setup: () => setup,
    change: (next: StoredSetup) => {
      setup = next;
      version++;
    },
  };
}
