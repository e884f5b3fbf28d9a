import type { DocumentReference } from "firebase-admin/firestore";
import { AlreadyCreated } from "../../platform/firestore/alreadyCreated.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { derivedId } from "../../platform/ids.js";
import type { SetupItem, SetupRun } from "../../platform/setup/step.js";
import { consequenceOf } from "./consequence.js";
import type { StoredSetup } from "./schema.js";
import type { SetupStore } from "./store.js";

/** The set-up is not as it was read any more: another process has it, it was cancelled, or it is gone. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

/** A step has to wait: there is too much at once. */
export class Waits extends Error {
  override readonly name = "Waits";

  constructor(readonly waitMs: number) {
    super(`too much at once: wait ${waitMs} ms`);
  }
}

interface Making {
  readonly store: Pick<SetupStore, "setup" | "confirm" | "hasEffect" | "effectAt" | "createEffect">;
  readonly seen: Versioned<StoredSetup>;
  readonly step: string;
  /** What could not be done is added here, in plain words. */
  readonly notes: string[];
}

/** How a step does something at most once. @throws Overtaken, Waits, or what made the attempt fail */
export const onceIn =
  ({ notes, ...making }: Making): SetupRun["once"] =>
  async (item, act) => {
    try {
      await act(effectOf(making, item));
    } catch (error) {
      if (error instanceof AlreadyCreated) return;
      const consequence = consequenceOf(error);
      if (consequence.type === "fail") throw error;
      if (consequence.type === "wait") throw new Waits(consequence.waitMs);
      notes.push(`${item.what}: ${consequence.reason}`);
    }
  };

/**
 * A request that is recorded in the commit of its effect, and rests there on the set-up being as it was read: of a process that
 * was overtaken no effect comes any more, and none comes twice.
 */
function effectOf<Result>(
  { store, seen, step }: Omit<Making, "notes">,
  { key, made }: Pick<SetupItem<Result>, "key" | "made">,
): IdempotentRequest<Result> {
  const { spaceId } = seen.value;
  const document: DocumentReference = store.effectAt(spaceId, derivedId(step, key));
  return {
    document,
    record: (batch, result) => {
      store.confirm(batch, seen);
      store.createEffect(batch, document, { step, made: made?.(result) });
    },
    recall: async () => {
      if (await store.hasEffect(document)) return { status: 204 };
      const now = await store.setup(spaceId);
      if (!now?.version.isEqual(seen.version)) throw new Overtaken("the set-up has changed meanwhile");
      return undefined;
    },
    part: (name) => effectOf({ store, seen, step }, { key: `${key} ${name}` }),
  };
}
