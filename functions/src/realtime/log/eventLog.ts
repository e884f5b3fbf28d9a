import type { DocumentReference, WriteBatch } from "firebase-admin/firestore";
import { lazyCache } from "../../platform/concurrency/lazyCache.js";
import { type Channel } from "@firecast/contract/core/channel";
import { type ChannelKind, eventOf } from "@firecast/contract/core/channelKind";
import { seconds, toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { ChannelWriter } from "./channelWriter.js";
import { CopyHeads } from "./copies.js";
import type { EventLogDeps, WriterDeps } from "./deps.js";
import type { AnyDraft, LoggedEvent, Position, RawDraft } from "./event.js";
import type { QueuedAppend } from "./appendQueue.js";
import type { NewEvent } from "./plan.js";

export interface RawAppend {
  channel: Channel;
  events: readonly RawDraft[];
  /**
   * Other channels that get the same events, by the same ids and in the same commit, each under numbers of its own. Their
   * kinds have these types; not for data that depends on its number.
   */
  copies?: readonly Channel[];
  /** The domain writes that belong to the events: committed with them or not at all. May run once per attempt. */
  writes?: (batch: WriteBatch, events: readonly LoggedEvent[]) => void;
  /**
   * Awaited before each attempt, once it is this writer's turn, with the position that its events follow: reads what their
   * data and `writes` rest on. What it throws refuses the append.
   */
  prepare?(head: Position): Promise<void>;
  /** Documents that `writes` creates. If one exists already, the append is refused with `AlreadyCreated`. */
  creates?: readonly DocumentReference[];
  /** A keyed request that `writes` records: its document is one of those, and the events carry its key. */
  request?: Pick<IdempotentRequest, "document" | "key"> | undefined;
  /** Where the caller believes the log to end: spares a read if it is so, and costs another attempt if it is not. */
  after?: Position | undefined;
}

/** An append whose events are checked by the compiler against the channel's kind. */
export interface Append<K extends ChannelKind> extends RawAppend {
  channel: Channel<K>;
  events: readonly AnyDraft<K>[];
}

/**
 * The ordered log of every channel. An append is one Firestore commit that creates the next event documents, deletes
 * those that leave the ring buffer, and makes the domain writes. Appends to one channel that meet on one instance share a
 * commit (group commit).
 */
export interface EventLog {
  /**
   * Resolves when the events are in the log and have been broadcast (or that is taking too long).
   * @throws AlreadyCreated, the writes' own conflict, or Problem `unavailable` when the outcome is not known.
   */
  append(append: RawAppend): Promise<LoggedEvent[]>;
  /** Another instance's event was seen: saves the next append a lost race. */
  observed(channel: string, head: Position): void;
}

/** Channels whose head is remembered; a forgotten one costs one read. */
const rememberedChannels = 10_000;
/** An append that is not through by then is answered `unavailable` when it fails next. */
const giveUpAfter = seconds(8);

export function eventLog(deps: EventLogDeps): EventLog {
  const writers = lazyCache<string, ChannelWriter>({ max: rememberedChannels });

  const writer = deps.ids.next().slice(0, 8);
  let commits = 0;
  const copyHeads = new CopyHeads(deps);
  const writerDeps: WriterDeps = {
    ...deps,
    writer,
    copyHeads,
    copied: (channel, head) => {
      copyHeads.committed(channel, head);
      if (head.updateTime) writers.peek(channel)?.observed(head);
    },
    nextCommit: () => `${writer}.${++commits}`,
  };

  const writerOf = (channel: Channel): ChannelWriter => {
    const known = writers.get(channel.name);
    if (known) return known;
    const made = new ChannelWriter(channel.name, channel.kind.history, writerDeps);
    writers.set(channel.name, made);
    return made;
  };

  return {
    append: ({ channel, events, copies = [], prepare, writes, creates = [], request, after }) =>
      new Promise((resolve, reject) => {
        const now = deps.clock.now();
        const at = toTimestamp(now);
        const drafts = events.map((draft) => ({ id: deps.ids.next(), at, draft }));
        const newEventsOf = ({ kind }: Channel): NewEvent[] =>
          drafts.map((given) => newEventOf(kind, given, request?.key));
        const queued: QueuedAppend = {
          newEvents: newEventsOf(channel),
          copies: copies.map((copy) => ({
            channel: copy.name,
            history: copy.kind.history,
            newEvents: newEventsOf(copy),
          })),
          prepare,
          writes,
          creates: request ? [...creates, request.document] : creates,
          after,
          giveUpAt: now + giveUpAfter,
          resolve,
          reject,
        };
        writerOf(channel).add(queued);
      }),
    observed: (channel, head) => {
      writers.peek(channel)?.observed(head);
      copyHeads.observed(channel, head);
    },
  };
}

function newEventOf(
  kind: ChannelKind,
  { id, at, draft }: { id: string; at: string; draft: RawDraft },
  requestKey: string | undefined,
): NewEvent {
  const { type, by, idempotencyKey = requestKey } = draft;
  return {
    ...{ id, type, by, at, idempotencyKey },
    dataAt: "dataAt" in draft ? draft.dataAt : (): unknown => draft.data,
    keysOf: (data) => eventOf(kind, type)?.keys?.(data),
  };
}
