import type { NotificationType } from "@firecast/contract/notifications";
import type { SpaceRole } from "@firecast/contract/spaces";
import type { PayloadOf } from "./registry.js";

/** Who should know. Whoever caused it is left out, whatever the audience says. */
export type Audience =
  | { readonly type: "users"; readonly uids: readonly string[] }
  /** Active members of a space, with one of these roles if given, but for those whom it is about. */
  | {
      readonly type: "members";
      readonly spaceId: string;
      readonly roles?: readonly SpaceRole[];
      readonly except?: readonly string[];
    }
  /** Every user of an organization, as their profile says. */
  | { readonly type: "organization"; readonly organizationId: string }
  /** Every user that has a profile. */
  | { readonly type: "everyone" };

/**
 * Something happened that somebody should know. `cause` names the happening: the same cause, type and recipient give the
 * same notification, however often it is told.
 */
export interface Notice<T extends NotificationType> {
  readonly type: T;
  readonly cause: string;
  readonly payload: PayloadOf<T>;
  /** uid of who caused it. */
  readonly actor?: string | undefined;
  /** When it happened. */
  readonly at: string;
  /** A push of it is of no use from then on; the row stays at least as long. */
  readonly until?: string | undefined;
  readonly audience: Audience;
}

/** What was told is true no more: the users who were told of this cause by this type see it no longer. */
export interface Recall {
  readonly type: NotificationType;
  readonly cause: string;
  /** When it was taken back. */
  readonly at: string;
  readonly audience: Audience;
}

export type AnyNotice = { [T in NotificationType]: Notice<T> }[NotificationType];
