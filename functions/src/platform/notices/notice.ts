import type { z } from "zod";
import type { SpaceRole } from "@firecast/contract/space/spaces";
import type { NoticeType } from "./noticeType.js";

/** The users to tell. The user who caused it is left out of every audience. */
export type Audience =
  | { readonly type: "users"; readonly uids: readonly string[] }
  /** Active members of a space, with one of these roles if given, without those it is about. */
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
 * A notice: something happened that users should know. `cause` names the happening: the same cause, type and recipient give
 * the same notification, however often it is told.
 */
export interface Notice<Name extends string = string, Payload = Readonly<Record<string, unknown>>> {
  readonly type: Name;
  readonly cause: string;
  readonly payload: Payload;
  /** uid of the user who caused it. */
  readonly actor?: string | undefined;
  /** When it happened. */
  readonly at: string;
  /** A push of it is of no use from then on; the row stays at least as long. */
  readonly until?: string | undefined;
  readonly audience: Audience;
}

/** A notice of this type. */
export type NoticeOf<Type> =
  Type extends NoticeType<infer Name, infer Payload> ? Notice<Name, z.infer<Payload>> : never;

/** What was told is no longer true: the users who were told of this cause by this type see it no longer. */
export interface Recall {
  readonly type: string;
  readonly cause: string;
  /** When it was taken back. */
  readonly at: string;
  readonly audience: Audience;
}
