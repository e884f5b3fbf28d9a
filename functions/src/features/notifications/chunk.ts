import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { NotificationType } from "@firecast/contract/notifications/notifications";
import { derivedId } from "../../platform/ids.js";
import { Unreadable } from "../../platform/wakeUps/wakeUps.js";
import type { TellDeps } from "./deps.js";
import { fanOutQueueOf } from "./fanOut.js";

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

/** Inboxes that one call writes at the same time. */
const atOnce = 20;

export async function enqueueChunk({ types, chunks, clock }: TellDeps, chunk: Chunk): Promise<void> {
  const { act = "add", type, cause, uids } = chunk;
  const id = derivedId("chunk", act, type, cause, ...uids);
  await chunks.create({ id, kind: fanOutQueueOf(types.of(type)), dueAt: clock.now(), payload: chunk });
}

/** What the task of a chunk does. Safe to repeat. @throws if an inbox could not be written: the chunk is tried again. */
export async function addChunk(deps: TellDeps, chunk: Chunk): Promise<void> {
  const { act, membersOf } = chunk;
  const type = deps.types.find(chunk.type);
  if (!type) throw new Unreadable(`There is no notification type "${chunk.type}".`);
  if (act === "retract") return writeInboxes(deps, chunk);
  const uids = membersOf === undefined ? chunk.uids : await deps.spaces.activeAmong(membersOf, chunk.uids);
  if (uids.length > 0)
    await writeInboxes(deps, { ...chunk, uids, payload: type.payload.parse(chunk.payload) });
}

/** Adds or retracts in each inbox. One that cannot be written stops no other; the repeat finds the others done. */
export async function writeInboxes(deps: TellDeps, chunk: Chunk): Promise<void> {
  const { uids } = chunk;
  const waiting = [...uids];
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let uid = waiting.shift(); uid !== undefined; uid = waiting.shift()) {
      await writeInbox(deps, uid, chunk).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, uids.length) }, work));
  if (failures.length > 0) throw failures[0];
}

async function writeInbox({ inbox }: TellDeps, uid: string, chunk: Chunk): Promise<unknown> {
  const { act, uids: _, membersOf: _of, ...notice } = chunk;
  const { type, cause, at } = notice;
  return act === "retract" ? inbox.retract({ uid, type, cause, at }) : inbox.add({ ...notice, uid });
}
