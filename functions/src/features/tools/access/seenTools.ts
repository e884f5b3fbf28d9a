import type { Tool } from "@firecast/contract/tools";
import type { User } from "../../../platform/auth/user.js";
import { type Clock, seconds } from "../../../platform/clock.js";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import { notFound } from "../../../platform/problems.js";
import type { ResourceAccess } from "../../../realtime/index.js";
import { type AccessDeps, visibleTool } from "./requireVisible.js";

/** The tools that users see, as they were at most 1 s ago: for what users do many times a second, and for open streams. */
export interface SeenTools {
  of(user: Pick<User, "uid">, toolId: string): Promise<Tool | undefined>;
  /** @throws Problem `not_found`. */
  require(user: Pick<User, "uid">, toolId: string): Promise<Tool>;
  /** What this instance knew of the tool has changed. */
  forget(toolId: string): void;
}

type Readers = Map<string, Promise<Tool | undefined>>;

const trustFor = seconds(1);
const rememberedTools = 10_000;

/** Remembers the reads themselves, so callers at the same time share one. A "no" is not kept. */
export function seenTools(deps: AccessDeps, clock: Clock): SeenTools {
  const known = lazyCache<string, Readers>({
    max: rememberedTools,
    ttl: trustFor,
    ttlResolution: 0,
    perf: clock,
  });

  const readersOf = (toolId: string): Readers => {
    const readers = known.get(toolId) ?? new Map<string, Promise<Tool | undefined>>();
    if (!known.has(toolId)) known.set(toolId, readers);
    return readers;
  };

  const of = (user: Pick<User, "uid">, toolId: string): Promise<Tool | undefined> => {
    const readers = readersOf(toolId);
    const reading = readers.get(user.uid) ?? visibleTool(deps, user, toolId).then((seen) => seen?.value);
    readers.set(user.uid, reading);
    const dropUnlessSeen = (tool?: Tool): void => {
      if (!tool && readers.get(user.uid) === reading) readers.delete(user.uid);
    };
    reading.then(dropUnlessSeen, () => {
      dropUnlessSeen();
    });
    return reading;
  };

  return {
    of,
    require: async (user, toolId) => {
      const tool = await of(user, toolId);
      if (!tool) throw notFound();
      return tool;
    },
    forget: (toolId) => void known.delete(toolId),
  };
}

/** Who sees a tool reads its channels. */
export const toolAccess = ({ of, forget }: SeenTools): ResourceAccess => ({
  of: "tool",
  mayRead: async (user, toolId) => user !== undefined && (await of(user, toolId)) !== undefined,
  forget,
});
