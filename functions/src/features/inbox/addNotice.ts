import { beginGathering, isCrowded, takeInWaiting, waitForTakingIn } from "./bulk/gather.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { commitRows, type Step } from "./commitRows.js";
import type { InboxDeps } from "./deps.js";
import {
  type Addressed,
  admit,
  isBlocked,
  isFromLeft,
  notificationId,
  openRow,
  rejoin,
  ringing,
} from "./rules/admit.js";
import { isUnseen, type Item, saidBy } from "./schema.js";
import { emptyInbox, type InboxState } from "./state.js";
import { wakeUpOf } from "./wakeRow.js";

/** "joined" also of what waits to be taken in. */
export type Added = "created" | "joined" | "repeated" | "left_out";

/**
 * Puts a notice into its recipient's inbox: as a row of its own, or into one that is open. Any repeat changes nothing.
 * @throws Error for a type that this deployment does not have.
 */
export async function addNotice(deps: InboxDeps, notice: Addressed): Promise<Added> {
  const outcome = await admitNotice(deps, notice);
  if (outcome === "waiting") {
    // Waiting needs no turn: it rests on nothing but that document.
    const waits = await waitForTakingIn(deps, notice.uid, { id: notificationId(notice), notice });
    return waits === "known" ? addNotice(deps, notice) : waits;
  }
  if (outcome !== "stranded") return outcome;
  await takeInWaiting(deps, notice.uid);
  return "repeated";
}

const admitNotice = (deps: InboxDeps, notice: Addressed): Promise<Added | "waiting" | "stranded"> =>
  deps.inTurn(notice.uid, async () => {
    const { store, types, clock } = deps;
    const { uid, actor } = notice;
    const type = types.of(notice.type);
    const id = notificationId(notice);
    const { state, row, isKnown, retractedAt, waiting } = await store.arrival(uid, id);
    const isAnew = retractedAt !== undefined && notice.at > retractedAt;
    const known = state?.value ?? emptyInbox;
    // Its writer has died after the last look at what waits.
    if (waiting && !known.isGathering) return "stranded";
    if (isKnown && !isAnew) return "repeated";
    if (isFromLeft(known, notice) || isBlocked(known, notice, type)) return "left_out";
    const now = clock.now();
    if (row) return comeBack(deps, { uid, seen: state, row }, rejoin(row, notice, type, now));
    const openId = openRow(known, notice, type, now);
    if (openId !== undefined && known.isGathering && !isAnew) return "waiting";
    const joining = openId === undefined ? undefined : await store.rows(uid, [openId]);
    const [open] = joining?.items ?? [];
    const admission = admit(notice, type, open, now);
    if (open && admission.type === "joined" && isCrowded(open, now) && !isAnew) {
      await beginGathering(deps, uid, state, { id, notice });
      return "joined";
    }
    const ring = admission.type === "created" ? ringing(known, notice, type, now) : undefined;
    const step: Step =
      admission.type === "created"
        ? { event: "created", after: admission.item, isNew: true, open: admission.open }
        : {
            event: "updated",
            before: admission.before,
            after: admission.item,
            isNew: true,
            joined: [{ id, said: saidBy(notice) }],
          };
    await commitRows(deps, {
      uid,
      seen: state,
      steps: [step],
      by: actor,
      ...(ring?.rung && { change: { rung: ring.rung } }),
      also: (batch) => {
        if (ring?.isSilent) store.putSilent(batch, uid, admission.item);
        else if (isAnew && !step.joined) store.forgetNotes(batch, uid, id);
      },
    });
    return admission.type;
  });

/** A row that the user has dealt with is pushed once more, like one whose snooze is over. */
async function comeBack(
  deps: InboxDeps,
  { uid, seen, row }: { uid: string; seen: Versioned<InboxState> | undefined; row: Item },
  after: Item,
): Promise<"joined"> {
  const { wakeUps, clock } = deps;
  const wakeUp = isUnseen(row) ? undefined : wakeUpOf(uid, row.id, clock.now());
  await commitRows(deps, {
    uid,
    seen,
    steps: [{ event: "updated", before: row, after, isNew: true }],
    by: after.actor,
    also: (batch) => {
      if (wakeUp) wakeUps.add(batch, wakeUp);
    },
  });
  if (wakeUp) await wakeUps.announce(wakeUp);
  return "joined";
}
