import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { type Member, membersChannel, type NamedMember } from "@firecast/contract/space/spaces";
import type { IdempotentRequest } from "../../../platform/firestore/idempotency.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { Problem } from "../../../platform/problems.js";
import type { MemberDecision } from "./decide.js";
import type { SpacesDeps } from "../deps.js";
import { named } from "../readSpace.js";

/** How a member stands after a request, and whether the request is why. */
export interface Outcome {
  readonly member: NamedMember;
  readonly changed: boolean;
}

interface Decided {
  readonly decision: MemberDecision;
  /** uid of the user whose request it is. */
  readonly by: string;
  /** The member as the decision saw it. */
  readonly seen: Versioned<Member> | undefined;
  /** Other writes of the same commit, and what else must still be so. */
  readonly also?: (batch: WriteBatch) => void;
  readonly request: IdempotentRequest<Outcome> | undefined;
}

/**
 * Commits a decision and its event. Fails with a conflict if the member is no longer as seen. A keyed request leaves its
 * record even where nothing changes, so that its repeat is answered the same.
 */
export async function commitDecision(
  { store, names, publisher, members }: SpacesDeps,
  { decision, by, seen, also, request }: Decided,
): Promise<Outcome> {
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
    await store.commit((batch) => {
      writes(batch);
      store.confirmSpace(batch, member.spaceId);
    });
  }
  if (outcome.changed) members.forget(member.uid, member.spaceId);
  return outcome;
}
