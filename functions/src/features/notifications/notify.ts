import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/ids";
import { NotificationType } from "@firecast/contract/notifications";
import { assertNever } from "../../platform/assertNever.js";
import type { Clock } from "../../platform/clock.js";
import { derivedId } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { SpacesActions } from "../spaces/actions.js";
import { type Budget, largeAudience } from "./budget.js";
import { fanOutQueueOf } from "./fanOut.js";
import type { Inbox } from "./inbox/actions.js";
import type { AnyNotice, Audience, Recall } from "./notice.js";
import { specOf } from "./registry.js";

/** A part of a large audience, as `chunks/{id}` keeps it until all of it is told. */
export const Chunk = z.object({
  /** Default: `add`. */
  act: z.enum(["add", "retract"]).optional(),
  /** Only those are told who are active members of this space when the task runs. */
  membersOf: Segment.optional(),
  type: NotificationType,
  cause: z.string().min(1),
  payload: z.record(z.string(), z.unknown()),
  actor: Segment.optional(),
  actorName: z.string().optional(),
  aboutName: z.string().optional(),
  at: Timestamp,
  until: Timestamp.optional(),
  uids: z.array(Segment).min(1).max(500),
});
export type Chunk = z.infer<typeof Chunk>;

export interface NotifyDeps {
  inbox: Pick<Inbox, "add" | "retract" | "revise">;
  /** Who may tell many, and how often. */
  budget: Budget;
  chunks: Pick<WakeUps, "create">;
  clock: Clock;
  log: Log;
  spaces: Pick<SpacesActions, "membersAfter" | "activeAmong">;
  accounts: Pick<AccountsActions, "usersAfter" | "usersOf" | "names">;
}

export interface Telling {
  /** The audience is a part of a large one: it goes through tasks, however small it is itself. */
  inChunks?: boolean;
}

/** Larger audiences go through tasks. */
const inlineUpTo = 500;
const chunkSize = 200;
const pageSize = 1000;
/** Inboxes that one call writes at the same time. */
const atOnce = 20;

/**
 * Tells whoever should know. Safe to repeat and to run twice at once: a notification's id is derived from what happened
 * and whom it tells.
 */
export function notifying(deps: NotifyDeps) {
  const { inbox, spaces, accounts, chunks, clock, log } = deps;

  const actOn = async (uid: string, { act, uids: _, membersOf: _of, ...notice }: Chunk): Promise<unknown> => {
    const { type, cause, at } = notice;
    return act === "retract" ? inbox.retract({ uid, type, cause, at }) : inbox.add({ ...notice, uid });
  };

  const actOnAll = async (chunk: Chunk): Promise<void> => {
    const { uids } = chunk;
    const waiting = [...uids];
    const failures: unknown[] = [];
    const work = async (): Promise<void> => {
      for (let uid = waiting.shift(); uid !== undefined; uid = waiting.shift()) {
        await actOn(uid, chunk).catch((error: unknown) => failures.push(error));
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, uids.length) }, work));
    // One inbox that cannot be written stops no other; the repeat finds the others done.
    if (failures.length > 0) throw failures[0];
  };

  const enqueue = async (chunk: Chunk): Promise<void> => {
    const { act = "add", type, cause, uids } = chunk;
    const id = derivedId("chunk", act, type, cause, ...uids);
    await chunks.create({ id, kind: fanOutQueueOf(type), dueAt: clock.now(), payload: chunk });
  };

  /** What a plain member does may not fill the inboxes of a large space at will. Nothing has been told yet. */
  const mayTell = async (audience: Audience, notice: Omit<Chunk, "uids">): Promise<boolean> => {
    const { act, actor, type, cause } = notice;
    if (audience.type !== "members" || act === "retract" || actor === undefined) return true;
    const { spaceId } = audience;
    if (await deps.budget({ spaceId, actor, type, cause })) return true;
    log.warn("notification.over_budget", { spaceId, actor, type, cause });
    return false;
  };

  const fanOut = async (
    audience: Audience,
    notice: Omit<Chunk, "uids">,
    { inChunks }: Telling = {},
  ): Promise<void> => {
    const chunkOf = (uids: string[]): Chunk => ({ ...notice, uids });
    let early: string[] = [];
    let isLarge = inChunks ?? false;
    let isPaidFor = false;
    for await (const page of pagesOf(deps, audience)) {
      early.push(...page.filter((uid) => uid !== notice.actor));
      if (!isPaidFor && early.length > largeAudience) {
        if (!(await mayTell(audience, notice))) return;
        isPaidFor = true;
      }
      isLarge ||= early.length > inlineUpTo;
      if (!isLarge) continue;
      const whole = Math.floor(early.length / chunkSize);
      const chunks = Array.from({ length: whole }, (_, n) => early.slice(n * chunkSize, (n + 1) * chunkSize));
      await Promise.all(chunks.map((uids) => enqueue(chunkOf(uids))));
      early = early.slice(whole * chunkSize);
    }
    if (early.length === 0) return;
    if (isLarge) await enqueue(chunkOf(early));
    else await actOnAll(chunkOf(early));
  };

  /** What those are called now whom the notice speaks of. */
  const namesIn = async ({ type, payload, actor }: Omit<AnyNotice, "audience">) => {
    const about = specOf(type).about?.(payload) ?? actor;
    const names = await accounts.names.of([actor, about].filter((uid) => uid !== undefined));
    const nameOf = (uid: string | undefined) => (uid === undefined ? undefined : names.get(uid));
    return { actorName: nameOf(actor), aboutName: nameOf(about) };
  };

  /** Who leaves while a large audience is told is told no more. */
  const notifyOne = async ({ audience, ...notice }: AnyNotice, how: Telling): Promise<void> => {
    const membersOf = audience.type === "members" ? { membersOf: audience.spaceId } : {};
    const named = { ...notice, ...(await namesIn(notice)), payload: { ...notice.payload } };
    return fanOut(audience, { ...named, ...membersOf }, how);
  };

  return {
    notify: async (notices: readonly AnyNotice[], how: Telling = {}): Promise<void> => {
      for (const notice of notices) {
        await notifyOne(notice, how);
        log.info("notification.told", { type: notice.type, cause: notice.cause });
      }
    },

    /** Takes back what was told. Safe to repeat, and to run before the telling: then nothing is told. */
    recall: async (recalls: readonly Recall[]): Promise<void> => {
      for (const { audience, ...recall } of recalls) {
        await fanOut(audience, { act: "retract", ...recall, payload: {} });
        log.info("notification.recalled", { type: recall.type, cause: recall.cause });
      }
    },

    /** Says in other words what was told to these few. */
    revise: async (notices: readonly AnyNotice[]): Promise<void> => {
      for (const { audience, ...notice } of notices) {
        const names = await namesIn(notice);
        for await (const uids of pagesOf(deps, audience)) {
          for (const uid of uids)
            await inbox.revise({ ...notice, ...names, uid, payload: { ...notice.payload } });
        }
      }
    },

    /** What the task of a chunk does. @throws if an inbox could not be written: the chunk is tried again. */
    addChunk: async (chunk: Chunk): Promise<void> => {
      const { act, membersOf, type } = chunk;
      if (act === "retract") return actOnAll(chunk);
      const uids = membersOf === undefined ? chunk.uids : await spaces.activeAmong(membersOf, chunk.uids);
      if (uids.length > 0) {
        await actOnAll({ ...chunk, uids, payload: specOf(type).payload.parse(chunk.payload) });
      }
    },
  };
}

async function* pagesOf(deps: NotifyDeps, audience: Audience): AsyncGenerator<string[]> {
  switch (audience.type) {
    case "users":
      yield [...new Set(audience.uids)];
      return;
    case "members": {
      const { spaceId, roles, except = [] } = audience;
      const members = paged((after) => deps.spaces.membersAfter(spaceId, { after, limit: pageSize, roles }));
      for await (const page of members) yield page.filter((uid) => !except.includes(uid));
      return;
    }
    case "organization":
      yield* paged((after) => deps.accounts.usersOf(audience.organizationId, { after, limit: pageSize }));
      return;
    case "everyone":
      yield* paged((after) => deps.accounts.usersAfter({ after, limit: pageSize }));
      return;
    default:
      assertNever(audience);
  }
}

async function* paged(read: (after: string | undefined) => Promise<string[]>): AsyncGenerator<string[]> {
  for (let after: string | undefined; ;) {
    const page = await read(after);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    after = page.at(-1);
  }
}
