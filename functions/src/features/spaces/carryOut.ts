import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/channel";
import { membersChannel } from "@firecast/contract/spaces";
import type { Member } from "@firecast/contract/spaces";
import type { User } from "../../platform/auth/user.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { Problem } from "../../platform/problems.js";
import type { Publisher } from "../../realtime/index.js";
import type { Names } from "../accounts/actions.js";
import type { Outcome } from "./outcome.js";
import type { Decision } from "./decide.js";
import type { Memberships } from "./membership.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { named } from "./naming.js";
import type { SpacesStore } from "./store.js";

/** What carries a decision out. */
export interface Carrier {
  names: Pick<Names, "one">;
  store: SpacesStore;
  publisher: Publisher;
  members: Memberships;
  /** @throws Problem `rate_limited`. */
  limit: (user: User, spaceId: string) => void;
}

interface Change {
  decision: Decision;
  /** uid of whose request it is. */
  by: string;
  /** The member as the decision saw it. */
  seen: Versioned<Member> | undefined;
  /** Other writes of the same commit, and what else must still be so. */
  also?: (batch: WriteBatch) => void;
  request: IdempotentRequest<Outcome> | undefined;
}

/**
 * Carries a decision out in one commit with its event. It fails with a conflict if the member is no longer as seen. A
 * keyed request leaves its record even where nothing changes, so that its repeat is answered the same.
 */
export async function carryOut(
  { store, names, publisher, members }: Carrier,
  change: Change,
): Promise<Outcome> {
  const { decision, by, seen, also, request } = change;
  if (decision.type === "refuse") throw new Problem(decision.code, { detail: decision.detail });

  const { member } = decision;
  const outcome = { member: await named(names, member), changed: decision.type !== "keep" };
  const writes = (batch: WriteBatch): void => {
    if (outcome.changed) also?.(batch);
    if (decision.type === "save" && seen) store.updateMember(batch, seen, member, by);
    if (decision.type === "save" && !seen) store.createMember(batch, member, by);
    if (decision.type === "remove" && seen) store.removeMember(batch, seen);
    request?.record(batch, outcome);
  };

  const event = decision.type === "keep" ? undefined : decision.event;
  if (event) {
    const channel = channelOf(membersChannel, { spaceId: member.spaceId });
    await publisher.append({ channel, events: [event], writes, request });
  } else if (outcome.changed || request) {
    await store.commit(writes);
  }
  if (outcome.changed) members.forget(member.uid, member.spaceId);
  return outcome;
}
