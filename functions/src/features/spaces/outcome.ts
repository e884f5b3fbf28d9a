import type { NamedMember } from "@firecast/contract/spaces";

/** How a member stands after a request, and whether the request is why. */
export interface Outcome {
  readonly member: NamedMember;
  readonly changed: boolean;
}
