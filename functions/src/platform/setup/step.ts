import type { IdempotentRequest } from "../firestore/idempotency.js";
import type { SetupOrder, SetupPart } from "./order.js";

/** What undoing needs to know of an effect. */
export type Made = Readonly<Record<string, string>>;

/** One thing that a step does. */
export interface SetupItem<Result> {
  /** Names it within the step: the same in each attempt. */
  readonly key: string;
  /** What users read when it could not be done, such as "The tool poll". */
  readonly what: string;
  /** What to keep of its result for undoing it. Default: there is nothing to undo. */
  made?(result: Result): Made | undefined;
}

/** A step is done for a space. */
export interface SetupRun {
  /** Of the set-up. */
  readonly id: string;
  readonly spaceId: string;
  /** When the space was made. */
  readonly createdAt: string;
  /** The user who made the space: each step acts in their name, with the rights that they have then. */
  readonly founder: { readonly uid: string };
  readonly order: SetupOrder;
  /**
   * Does something at most once, whatever dies in between: the action records the request in the commit that has the effect.
   * A refusal is noted, and the step goes on; any other failure ends the attempt, and a later one repeats the step.
   */
  once<Result>(
    item: SetupItem<Result>,
    act: (request: IdempotentRequest<Result>) => Promise<unknown>,
  ): Promise<void>;
}

/** What a step has made is taken back, in the name of an owner of the space. Safe to repeat. */
export interface SetupUndoing {
  readonly spaceId: string;
  readonly founder: { readonly uid: string };
  readonly owner: { readonly uid: string };
}

/**
 * Something that is done for a new space. The feature that does it contributes it, as plain data: without that feature there
 * is no such step.
 */
export interface SetupStep {
  /** One segment. It is the `stage` of events. */
  readonly name: string;
  /** Steps are done in this order; two of the same in that of their names. */
  readonly order: number;
  /** What users read while it is done, such as "Deploying tools". */
  readonly doing: string;
  /** It is done where one of these is asked for. Default: for each new space. */
  readonly parts?: readonly SetupPart[];
  /** Default: there is nothing to do, as it comes with the space. */
  run?(setup: SetupRun): Promise<void>;
  /** Takes one effect back. A refusal is ignored: others have changed it meanwhile. Default: nothing is taken back. */
  undo?(made: Made, setup: SetupUndoing): Promise<unknown>;
}
