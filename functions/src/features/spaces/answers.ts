import { NamedMember } from "@firecast/contract/spaces";
import { answers } from "../../platform/http/answers.js";
import type { Outcome } from "./outcome.js";

export const joined = answers(
  { 200: NamedMember, 201: NamedMember, 202: NamedMember },
  ({ member, changed }: Outcome) => {
    if (member.status !== "active") return { status: 202, body: member };
    return { status: changed ? 201 : 200, body: member };
  },
);

/** An invite to an address is answered without a body: whether a user has the address is not for the inviter to learn. */
export const invited = answers(
  { 200: NamedMember, 202: NamedMember.optional() },
  (outcome: Outcome | undefined) =>
    outcome
      ? { status: outcome.member.status === "active" ? 200 : 202, body: outcome.member }
      : { status: 202 },
);

export const changed = answers({ 200: NamedMember }, ({ member }: Outcome) => ({
  status: 200,
  body: member,
}));
