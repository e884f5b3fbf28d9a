import type { Step } from "../commitRows.js";
import type { InboxDeps } from "../deps.js";
import { type Admissible, admitAs, isBlocked, isFromLeft, openRow, ringing } from "../rules/admit.js";
import { saidBy } from "../schema.js";
import { emptyInbox, type InboxState } from "../state.js";

/** A happening that waits to be taken into its row, by the id that its own row would have. */
export interface Waiting {
  readonly id: string;
  readonly notice: Admissible;
}

interface TakenIn {
  /** By the id of the row. */
  readonly steps: ReadonlyMap<string, Step>;
  /** Ids of what is left out after all. */
  readonly unwanted: readonly string[];
  /** Ids of new rows that are not pushed. */
  readonly silent: ReadonlySet<string>;
  readonly rung: InboxState["rung"];
}

/** What becomes of the rows when all that waits is taken in, in the order in which it happened. */
export async function stepsOf(
  { store, types, clock }: Pick<InboxDeps, "store" | "types" | "clock">,
  uid: string,
  state: InboxState = emptyInbox,
  waiting: readonly Waiting[],
): Promise<TakenIn> {
  const now = clock.now();
  const ids = waiting.flatMap(({ notice }) => {
    const type = types.find(notice.type);
    return (type && openRow(state, notice, type, now)) ?? [];
  });
  const stored = ids.length > 0 ? (await store.rows(uid, ids)).items : [];
  const open = { ...state.open };
  const steps = new Map<string, Step>();
  const unwanted: string[] = [];
  const silent = new Set<string>();
  let { rung } = state;
  for (const { id, notice } of waiting) {
    const type = types.find(notice.type);
    if (!type || isFromLeft(state, notice) || isBlocked(state, notice, type)) {
      unwanted.push(id);
      continue;
    }
    const rowId = openRow({ open }, notice, type, now);
    const taken = rowId === undefined ? undefined : steps.get(rowId);
    const row = taken?.after ?? stored.find((item) => item.id === rowId);
    const admission = admitAs(id, notice, type, row, now);
    if (admission.type === "created") {
      const { item: after, open: opened } = admission;
      steps.set(id, { event: "created", after, isNew: true, open: opened, joined: [] });
      if (opened) open[opened.key] = { id, until: opened.until };
      const ring = ringing({ rung }, notice, type, now);
      if (ring.isSilent) silent.add(id);
      rung = ring.rung ?? rung;
    } else {
      const joined = [...(taken?.joined ?? []), { id, said: saidBy(notice) }];
      const before = { event: "updated" as const, before: admission.before };
      steps.set(admission.item.id, { ...(taken ?? before), after: admission.item, isNew: true, joined });
    }
  }
  return { steps, unwanted, silent, rung };
}
