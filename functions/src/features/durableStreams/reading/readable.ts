import type { Channel } from "@firecast/contract/core/channel";
import { unauthenticated } from "../../../platform/auth/refusal.js";
import { notFound } from "../../../platform/problems.js";
import { type DurableStreamsDeps, wakeChannel } from "../deps.js";
import { type Asking, isMember } from "../http/asker.js";
import { usable } from "../rules/append.js";
import { expiryOf, isExpired, wantsTouch } from "../rules/lifetime.js";
import { type Offset, positionOf } from "../rules/offset.js";
import type { Head } from "../schema.js";
import type { SeenHead } from "../store.js";
import { type Range, readBytes } from "./readBytes.js";

/** What is read as a stream, as it was at a time: a durable stream, or a channel. */
export interface Readable {
  readonly id: string;
  readonly tag: string;
  readonly end: number;
  readonly closed: boolean;
  readonly contentType: string;
  /** When it ends, ms since the epoch. */
  readonly expiry?: number | undefined;
  /** Where its readers hear that there is more. */
  readonly channel: Channel;
  /** @throws Problem 400 or 410 for a position that it does not have. */
  positionOf(offset: Offset): number;
  /** All from there on, or as much as one answer brings. */
  bytes(from: number): Promise<Range>;
  /** @throws Problem 404 or 410 where the asker may not read it, or there is none any more. */
  check(asker: Asking): Promise<void>;
  /** As it is now; undefined when it is gone. */
  again(): Promise<Readable | undefined>;
}

/** Notes that a stream is read; readers who wait use it, too. A write that comes in between has noted it itself. */
export async function touchRead(
  { store, clock }: Pick<DurableStreamsDeps, "store" | "clock">,
  key: string,
  seen: SeenHead,
): Promise<void> {
  const now = clock.now();
  if (!wantsTouch(seen.value, now) || isExpired(seen.value, now)) return;
  const touched = { touchedAt: now, expiry: expiryOf(seen.value, now) };
  await store.touch(key, seen, touched).catch(() => undefined);
}

export function readableStream(
  deps: Pick<DurableStreamsDeps, "store" | "objects" | "spaces" | "clock">,
  key: string,
  head: Head,
): Readable {
  const { id, tag, end, closed, contentType, expiry } = head;
  return {
    ...{ id, tag, end, closed, contentType, expiry },
    channel: wakeChannel(head),
    positionOf: (offset) => positionOf(offset, head),
    bytes: (from) => readBytes(deps, head, from),
    check: async (asker) => {
      const now = deps.clock.now();
      usable(head, asker, "read", now);
      if (asker.link && now >= asker.link.expiresAt) throw unauthenticated();
      if (head.spaceId === undefined) return;
      if (!(await isMember(deps, asker.link ? asker.link.by : asker.owner, head.name))) throw notFound();
    },
    again: async () => {
      const seen = await deps.store.head(key);
      if (seen?.value.id !== id) return undefined;
      await touchRead(deps, key, seen);
      return readableStream(deps, key, seen.value);
    },
  };
}
