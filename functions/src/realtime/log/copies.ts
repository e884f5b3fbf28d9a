import { lazyCache } from "../../platform/concurrency/lazyCache.js";
import type { Ids } from "../../platform/ids.js";
import type { CopiedAppend, QueuedAppend } from "./appendQueue.js";
import { type KnownHead, isSameHead, type LoggedEvent, type Place } from "./event.js";
import { sequenceAfter } from "./plan.js";
import type { LogReader } from "./reader.js";

/** What goes into one other channel by a commit. */
export interface Copies {
  readonly channel: string;
  readonly history: number;
  readonly head: KnownHead;
  readonly sequenced: readonly LoggedEvent[];
}

/** Where the logs of other channels end, by channel. */
export type Heads = ReadonlyMap<string, KnownHead>;

/** Numbers what goes into other channels as well, in the order of the members. `heads`: of each of these channels. */
export function sequenceCopies(members: readonly QueuedAppend[], heads: Heads, commit: string): Copies[] {
  const byChannel = new Map<string, Copies>();
  for (const { channel, history, newEvents } of members.flatMap(({ copies }) => copies)) {
    const head = heads.get(channel);
    if (!head) throw new RangeError(`nothing is known of ${channel}`);
    const before = byChannel.get(channel)?.sequenced ?? [];
    const own = sequenceAfter(channel, before.at(-1) ?? head, newEvents, commit);
    byChannel.set(channel, { channel, history, head, sequenced: [...before, ...own] });
  }
  return [...byChannel.values()];
}

/** The same events, each with its places in the other channels. */
export function withPlaces(
  sequenced: readonly LoggedEvent[],
  places: ReadonlyMap<string, readonly Place[]>,
): LoggedEvent[] {
  return sequenced.map((event) => {
    const also = places.get(event.id)?.filter(([channel]) => channel !== event.channel);
    return also?.length ? { ...event, also } : event;
  });
}

/** Where each event is, by its id. */
export function placesOf(all: readonly LoggedEvent[]): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const { id, channel, seq } of all) places.set(id, [...(places.get(id) ?? []), [channel, seq]]);
  return places;
}

const rememberedHeads = 10_000;

/**
 * Where the logs end that this instance writes copies into, as far as it has seen. A picture that is old costs a lost race
 * and a look, as it does any writer.
 */
export class CopyHeads {
  private readonly known = lazyCache<string, KnownHead>({ max: rememberedHeads });

  constructor(private readonly deps: { readonly reader: LogReader; readonly ids: Ids }) {}

  /** Reads those that are not known. */
  async of(copies: readonly CopiedAppend[]): Promise<Heads> {
    const channels = new Set(copies.map(({ channel }) => channel));
    const heads = [...channels].map(
      async (channel) => [channel, this.known.get(channel) ?? (await this.read(channel))] as const,
    );
    return new Map(await Promise.all(heads));
  }

  /** Reads them all: whether one is not where a commit went that failed. */
  async haveMoved(copies: readonly Copies[]): Promise<boolean> {
    const moved = copies.map(async ({ channel, head }) => {
      return !isSameHead(head, await this.read(channel));
    });
    return (await Promise.all(moved)).includes(true);
  }

  /** An event came by. One of another epoch says that the log was deleted and begun again: it is looked at afresh. */
  observed(channel: string, seen: KnownHead): void {
    const known = this.known.peek(channel);
    if (!known) return;
    if (seen.epoch !== known.epoch) this.known.delete(channel);
    else if (seen.seq > known.seq) this.committed(channel, seen);
  }

  /** An event whose time is not known is nothing to rest a commit on: the log may have been deleted and begun again. */
  committed(channel: string, { epoch, seq, updateTime }: KnownHead): void {
    if (updateTime) this.known.set(channel, { epoch, seq, updateTime });
    else this.known.delete(channel);
  }

  private async read(channel: string): Promise<KnownHead> {
    const end = await this.deps.reader.head(channel);
    const head = end.seq === 0 ? { seq: 0, epoch: this.deps.ids.next().slice(0, 8) } : end;
    this.known.set(channel, head);
    return head;
  }
}
