import type { Action, ActionOf, ActionType } from "@firecast/contract/automations/actions";
import type { IdempotentRequest } from "../firestore/idempotency.js";

/** Whose automation it is, and where it belongs: what an action of it leaves out is that. */
export interface Authored {
  /** The user in whose name it acts, with the rights that they have then. */
  readonly author: { readonly uid: string };
  readonly spaceId?: string | undefined;
  readonly toolId?: string | undefined;
}

/** What automation does something, such as `{type: "schedule", id}`. */
export interface Automation {
  readonly type: string;
  readonly id: string;
}

/** An automation does one of its actions. */
export interface Firing extends Authored {
  readonly automation: Automation;
  /**
   * Names this action of this firing: derived from the automation, from what made it fire, and from the action's place. The
   * same key has one effect, however often it is performed.
   */
  readonly key: string;
  /** The time that it fires for, ms since the epoch: the same for each repeat. */
  readonly at: number;
  /**
   * How many rules lie between what it does and a user: what is written down of it makes rules fire only while there are few.
   * Default 0.
   */
  readonly depth?: number | undefined;
  /** What the automation signs its webhooks with; see `webhookSecret`. */
  readonly secret?: string | undefined;
}

/** A firing as the kinds see it. */
export interface Performing extends Firing {
  /** To be recorded in the commit that has the effect: the commit of a repeat then fails as a whole. */
  readonly request: IdempotentRequest;
}

/** A kind of actions. The feature that does them contributes it: without that feature there is no such kind. */
export interface ActionKind<Known extends Action = Action> {
  readonly type: Known["type"];
  /** Refuses what the author may not do as it is now, so that they hear of it early. @throws Problem */
  check(action: Known, authored: Authored): Promise<void>;
  /**
   * Does it, if the author may. A Problem says that it was refused, `AlreadyCreated` that it was done before.
   * @throws ActionFailed to say by itself what becomes of it
   */
  perform(action: Known, performing: Performing): Promise<void>;
}

/** Declares a kind: its `type` types everything else. */
export const actionKind = <const Type extends ActionType>(
  kind: ActionKind<ActionOf<Type>> & { readonly type: Type },
): ActionKind<ActionOf<Type>> => kind;
