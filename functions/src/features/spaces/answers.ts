import type { NamedMember } from "@firecast/contract/spaces";
import { accepted, created, noContent, ok } from "../../platform/http/endpoint.js";
import type { Answer } from "../../platform/firestore/idempotency.js";

/** How a member stands after a request, and whether the request is why. */
export interface Outcome {
  readonly member: NamedMember;
  readonly changed: boolean;
}

/** What the caller hears: also stored with the change, for repeats of a keyed request. */
export const answers = {
  joined: ({ member, changed }: Outcome): Answer => {
    if (member.status !== "active") return accepted(member);
    return changed ? created(member) : ok(member);
  },
  invited: ({ member }: Outcome): Answer => (member.status === "active" ? ok(member) : accepted(member)),
  /** Says nothing: whether anybody has the address is not for the inviter to learn. */
  invitedByEmail: (): Answer => accepted(),
  changed: ({ member }: Outcome): Answer => ok(member),
  removed: (): Answer => noContent(),
};
