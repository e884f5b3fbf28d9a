import { channelOf } from "@firecast/contract/channel";
import { membersChannel } from "@firecast/contract/spaces";
import { userChannel } from "@firecast/contract/realtime";
import type { ChangeTool, CreateTool, Deployment, Tool } from "@firecast/contract/tools";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { notFound, Problem } from "../../platform/problems.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { RateLimits } from "../../realtime/index.js";
import type { SpacesActions } from "../spaces/actions.js";
import { changed, forkOf, newTool } from "./decide.js";
import { toolsStore } from "./store.js";

export interface Deps {
  firebase: Firebase;
  spaces: Pick<SpacesActions, "requireMember" | "isMemberOfAny" | "activeSpacesOf">;
  limits: RateLimits;
  clock: Clock;
  ids: Ids;
  log: Log;
}

type Key<Result> = IdempotentRequest<Result> | undefined;

/** `isNew` is false where the tool was in the space already: then nothing changes. */
export interface Deployed {
  readonly deployment: Deployment;
  readonly isNew: boolean;
}

/** Of the caller's spaces, and beyond those of the tool's, so many are looked at: whoever asks, the reads are bounded. */
const mostSpaces = 100;

export type ToolsActions = ReturnType<typeof toolsActions>;

/** What can be done with tools. To whoever may not see a tool it looks as if there were none. */
export function toolsActions({ firebase, spaces, limits, clock, ids, log }: Deps) {
  const store = toolsStore(firebase.firestore, log);
  const now = (): string => toTimestamp(clock.now());
  /** A new tool or version has no channel of its own, and tells others: its maker's bucket bounds how many. */
  const limit = ({ uid }: User): void => {
    limits.take(uid, channelOf(userChannel, { uid }));
  };

  const maySee = async (user: User, { id, ownerId }: Tool): Promise<boolean> => {
    if (ownerId === user.uid) return true;
    const { spaceIds, isAll } = await spaces.activeSpacesOf(user.uid, mostSpaces);
    if (await store.isDeployedToAny(id, spaceIds)) return true;
    return !isAll && (await spaces.isMemberOfAny(user.uid, await store.someSpacesOf(id, mostSpaces)));
  };

  /** @throws Problem `not_found`. */
  const seenBy = async (user: User, toolId: string): Promise<Versioned<Tool>> => {
    const seen = await store.tool(toolId);
    if (!seen || !(await maySee(user, seen.value))) throw notFound();
    return seen;
  };

  /** @throws Problem `forbidden` for who may see it but does not own it. */
  const ownedBy = async (user: User, toolId: string): Promise<Versioned<Tool>> => {
    const seen = await seenBy(user, toolId);
    if (seen.value.ownerId !== user.uid) {
      throw new Problem("forbidden", { detail: "Only the owner does that. Fork the tool to have your own." });
    }
    return seen;
  };

  const make = async (tool: Tool, request: Key<Tool>): Promise<Tool> => {
    await store.commit((batch) => {
      store.createTool(batch, tool);
      request?.record(batch, tool);
    });
    return tool;
  };
  const making = (user: User) => ({ id: ids.next(), ownerId: user.uid, at: now() });

  return {
    create: async (user: User, draft: CreateTool, request: Key<Tool>): Promise<Tool> => {
      limit(user);
      return make(newTool(draft, making(user)), request);
    },

    get: async (user: User, toolId: string): Promise<Tool> => (await seenBy(user, toolId)).value,

    change: async (user: User, toolId: string, change: ChangeTool, request: Key<Tool>): Promise<Tool> => {
      limit(user);
      return retryOnConflict(request, async () => {
        const seen = await ownedBy(user, toolId);
        const next = changed(seen.value, change, now());
        const tool = next ?? seen.value;
        if (next || request) {
          await store.commit((batch) => {
            if (next) store.updateTool(batch, seen, next);
            request?.record(batch, tool);
          });
        }
        return tool;
      });
    },

    /** Whoever may see a tool may have a copy: the owner is not asked. */
    fork: async (user: User, toolId: string, request: Key<Tool>): Promise<Tool> => {
      limit(user);
      return retryOnConflict(request, async () =>
        make(forkOf((await seenBy(user, toolId)).value, making(user)), request),
      );
    },

    deploy: (user: User, toolId: string, spaceId: string, request: Key<Deployed>): Promise<Deployed> => {
      // Tools have no channel of their own: whoever brings them into a space draws on the space's bucket.
      limits.take(user.uid, channelOf(membersChannel, { spaceId }));
      return retryOnConflict(request, async () => {
        await Promise.all([ownedBy(user, toolId), spaces.requireMember(user.uid, spaceId)]);
        const known = (await store.deployment(spaceId, toolId))?.value;
        const deployment = known ?? { toolId, spaceId, deployedBy: user.uid, deployedAt: now() };
        if (!known || request) {
          await store.commit((batch) => {
            if (!known) store.createDeployment(batch, deployment);
            request?.record(batch, { deployment, isNew: !known });
          });
        }
        return { deployment, isNew: !known };
      });
    },

    /** Whoever may see a tool may use it. */
    use: async (user: User, toolId: string, request: Key<void>): Promise<void> => {
      limit(user);
      await retryOnConflict(request, async () => {
        await seenBy(user, toolId);
        await store.commit((batch) => {
          store.countUse(batch, toolId);
          request?.record(batch, undefined);
        });
      });
    },

    /** For the backend's own use: nobody's right to see it is asked. */
    tool: async (toolId: string): Promise<Tool | undefined> => (await store.tool(toolId))?.value,
    forks: store.forks,
    forkCount: store.forkCount,
  };
}
