import type { Audience, Notice, Recall } from "../../platform/notices/notice.js";
import type { HowToTell } from "../../platform/notices/teller.js";
import { pagesOf } from "./audience.js";
import { largeAudience, payForAudience } from "./budget.js";
import { type Chunk, enqueueChunk, writeInboxes } from "./chunk.js";
import type { TellDeps } from "./deps.js";

/** Larger audiences go through tasks. */
const inlineUpTo = 500;
const chunkSize = 200;

/**
 * Tells audiences. Safe to repeat and to run twice at once: a notification's id is derived from what happened and whom it
 * tells.
 */
export async function notify(deps: TellDeps, notices: readonly Notice[], how: HowToTell = {}): Promise<void> {
  for (const { audience, ...notice } of notices) {
    // A member who leaves while a large audience is told is told no more.
    const membersOf = audience.type === "members" ? { membersOf: audience.spaceId } : {};
    await fanOut(deps, audience, { ...notice, ...(await namesIn(deps, notice)), ...membersOf }, how);
    deps.log.info("notification.told", { type: notice.type, cause: notice.cause });
  }
}

/** Takes back what was told. Safe to repeat, and to run before the telling: then nothing is told. */
export async function recall(deps: TellDeps, recalls: readonly Recall[]): Promise<void> {
  for (const { audience, ...recalled } of recalls) {
    await fanOut(deps, audience, { act: "retract", ...recalled, payload: {} });
    deps.log.info("notification.recalled", { type: recalled.type, cause: recalled.cause });
  }
}

/** Says in other words what was told to these few. */
export async function revise(deps: TellDeps, notices: readonly Notice[]): Promise<void> {
  for (const { audience, ...notice } of notices) {
    const names = await namesIn(deps, notice);
    for await (const uids of pagesOf(deps, audience)) {
      for (const uid of uids) await deps.inbox.revise({ ...notice, ...names, uid });
    }
  }
}

type Told = Omit<Chunk, "uids" | "payload"> & Pick<Notice, "payload">;

async function fanOut(
  deps: TellDeps,
  audience: Audience,
  told: Told,
  { inChunks }: HowToTell = {},
): Promise<void> {
  const chunkOf = (uids: string[]): Chunk => ({ ...told, payload: { ...told.payload }, uids });
  let early: string[] = [];
  let isLarge = inChunks ?? false;
  let isPaidFor = false;
  for await (const page of pagesOf(deps, audience)) {
    early.push(...page.filter((uid) => uid !== told.actor));
    if (!isPaidFor && early.length > largeAudience) {
      if (!(await mayTell(deps, audience, told))) return;
      isPaidFor = true;
    }
    isLarge ||= early.length > inlineUpTo;
    if (!isLarge) continue;
    const whole = Math.floor(early.length / chunkSize);
    const chunks = Array.from({ length: whole }, (_, n) => early.slice(n * chunkSize, (n + 1) * chunkSize));
    await Promise.all(chunks.map((uids) => enqueueChunk(deps, chunkOf(uids))));
    early = early.slice(whole * chunkSize);
  }
  if (early.length === 0) return;
  if (isLarge) await enqueueChunk(deps, chunkOf(early));
  else await writeInboxes(deps, chunkOf(early));
}

/** What a plain member does may not fill the inboxes of a large space at will. Nothing has been told yet. */
async function mayTell(deps: TellDeps, audience: Audience, told: Told): Promise<boolean> {
  const { act, actor, type, cause } = told;
  if (audience.type !== "members" || act === "retract" || actor === undefined) return true;
  const telling = { spaceId: audience.spaceId, actor, type, cause };
  if (await payForAudience(deps, telling)) return true;
  deps.log.warn("notification.over_budget", telling);
  return false;
}

/** Present names of the actor, and of the user whom the texts are about. */
async function namesIn({ types, accounts }: TellDeps, notice: Omit<Notice, "audience">) {
  const { type, payload, actor } = notice;
  const about = types.of(type).about?.(payload) ?? actor;
  const names = await accounts.names.of([actor, about].filter((uid) => uid !== undefined));
  const nameOf = (uid: string | undefined) => (uid === undefined ? undefined : names.get(uid));
  return { actorName: nameOf(actor), aboutName: nameOf(about) };
}
