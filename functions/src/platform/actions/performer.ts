import type { Action } from "@firecast/contract/automations/actions";
import { AlreadyCreated } from "../firestore/alreadyCreated.js";
import type { IdempotentRequest } from "../firestore/idempotency.js";
import type { Log } from "../log.js";
import { reasonOf } from "../tasks/deadLetters.js";
import { type InvalidPart, Problem } from "../problems.js";
import { ActionFailed, failureOf } from "./actionFailed.js";
import type { ActionKind, Authored, Firing } from "./actionKind.js";
import type { InGoodStanding } from "./standing.js";

/** What automations have their actions done by: it knows the kinds of all features that run. */
export interface Performer {
  /**
   * Refuses actions that this deployment does not have, and those that the author may not do as things are now. What the author
   * may do is looked at again when they are performed.
   * @throws Problem `invalid_request`, `forbidden`, which names the actions.
   */
  check(actions: readonly Action[], authored: Authored): Promise<void>;
  /** Does one action, in the name of its author. A repeat with the same key has no second effect. @throws ActionFailed */
  perform(action: Action, firing: Firing): Promise<void>;
}

interface Deps {
  kinds(): readonly ActionKind[];
  readonly inGoodStanding: InGoodStanding;
  /** What marks, in the commit that has its effect, that the user's action with this key was done. */
  onceFor(uid: string, target: string, key: string): IdempotentRequest;
  readonly log: Log;
}

export function performer({ kinds, inGoodStanding, onceFor, log }: Deps): Performer {
  const kindOf = (type: string): ActionKind | undefined => kinds().find((kind) => kind.type === type);

  return {
    check: async (actions, authored) => {
      const errors: InvalidPart[] = [];
      for (const [index, action] of actions.entries()) {
        const kind = kindOf(action.type);
        const refused = kind ? await refusalOf(kind.check(action, authored)) : noSuchKind(action.type);
        if (refused) errors.push(...partsOf(refused, `/actions/${index}`));
      }
      if (errors.length > 0) throw new Problem("invalid_request", { errors });
    },

    perform: async (action, firing) => {
      const { author, key, automation } = firing;
      const kind = kindOf(action.type);
      if (!kind) throw new ActionFailed(noSuchKind(action.type).message, "stop");
      const request = onceFor(author.uid, `action ${action.type}`, key);
      try {
        if (!(await inGoodStanding(author.uid)))
          throw new ActionFailed("Its author has no account any more", "stop");
        await kind.perform(action, { ...firing, request });
      } catch (error) {
        if (error instanceof AlreadyCreated) return;
        const failure = failureOf(error);
        const reason = reasonOf(failure.cause ?? failure);
        log.warn("action.failed", { automation, type: action.type, key, reason });
        throw failure;
      }
    },
  };
}

const noSuchKind = (type: string): Problem =>
  new Problem("invalid_request", { detail: `This deployment does not have actions of type ${type}` });

/** Undefined where nothing is refused. What is no refusal is thrown. */
async function refusalOf(checked: Promise<void>): Promise<Problem | undefined> {
  try {
    await checked;
    return undefined;
  } catch (error) {
    if (error instanceof Problem && error.status < 500 && error.code !== "rate_limited") return error;
    throw error;
  }
}

/** Pointers into the body of what was asked for. */
function partsOf(refused: Problem, place: string): InvalidPart[] {
  const { errors = [], detail = refused.message } = refused.document();
  if (errors.length === 0) return [{ in: "body", pointer: place, detail }];
  return errors.map((part) => ({ ...part, pointer: `${place}${part.pointer}` }));
}
