import { channelOf } from "@firecast/contract/core/channel";
import { type ReadReceipt, type ReadState, readsChannel } from "@firecast/contract/space/chat";
import type { IdempotentRequest } from "../../../platform/firestore/idempotency.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import type { Publisher } from "../../../realtime/index.js";
import type { ChatStore } from "../store.js";

/** How long receipts of one space wait for each other, ms. A reader does not notice it. */
const togetherMs = 250;

/** A reader has read further. */
export interface Advance {
  readonly spaceId: string;
  /** The receipt as it was, if there was one. */
  readonly seen: Versioned<ReadReceipt> | undefined;
  readonly state: ReadState;
  readonly request: IdempotentRequest<ReadState> | undefined;
}

export interface ReceiptCoalescer {
  /**
   * Resolves with what is stored and in the log: this, or a newer one of its reader that came at the same time. Rejects as
   * the commit does: with a conflict if the receipt is not as it was seen.
   */
  commit(advance: Advance): Promise<ReadState>;
  /** Commits at once what is still waiting: the instance ends. */
  flush(): Promise<void>;
}

/** What one reader's requests of a burst come to. */
interface Newest {
  advance: Advance;
  readonly requests: IdempotentRequest<ReadState>[];
  readonly callers: { resolve(state: ReadState): void; reject(error: unknown): void }[];
}

/** By reader. */
type Burst = Map<string, Newest>;

interface CoalescerDeps {
  publisher: Pick<Publisher, "append">;
  store: Pick<ChatStore, "putReceipt">;
}

/**
 * Commits receipts with their events, coalesced: the first of a quiet space at once, what comes within 250 ms of it
 * together then, the newest of each reader. So a message that all members read costs some commits, not one a reader.
 */
export function receiptCoalescer({ publisher, store }: CoalescerDeps): ReceiptCoalescer {
  const bursts = new Map<string, Burst>();

  const append = async ({ advance, requests }: Newest): Promise<ReadState> => {
    const { spaceId, seen, state } = advance;
    const { unread: _, ...receipt } = state;
    await publisher.append({
      channel: channelOf(readsChannel, { spaceId }),
      events: [{ type: "chat:read", by: receipt.uid, idempotencyKey: requests.at(-1)?.key, data: receipt }],
      creates: requests.map(({ document }) => document),
      writes: (batch) => {
        store.putReceipt(batch, spaceId, seen, receipt);
        for (const { record } of requests) record(batch, state);
      },
    });
    return state;
  };

  /** All in one turn: appends that meet share a commit. */
  const commitAll = (burst: Burst): Promise<unknown> =>
    Promise.all(
      [...burst.values()].map(async (newest) => {
        try {
          const state = await append(newest);
          for (const { resolve } of newest.callers) resolve(state);
        } catch (error) {
          for (const { reject } of newest.callers) reject(error);
        }
      }),
    );

  const begin = (spaceId: string): void => {
    bursts.set(spaceId, new Map());
    setTimeout(() => void end(spaceId), togetherMs);
  };

  const end = async (spaceId: string): Promise<void> => {
    const burst = bursts.get(spaceId);
    bursts.delete(spaceId);
    if (!burst || burst.size === 0) return;
    begin(spaceId);
    await commitAll(burst);
  };

  return {
    commit: (advance) =>
      new Promise((resolve, reject) => {
        const { spaceId, state, request } = advance;
        const isFirst = !bursts.has(spaceId);
        if (isFirst) begin(spaceId);
        const burst: Burst = (isFirst ? undefined : bursts.get(spaceId)) ?? new Map<string, Newest>();
        const newest = burst.get(state.uid) ?? { advance, requests: [], callers: [] };
        burst.set(state.uid, newest);
        if (newest.advance.state.lastReadSeq < state.lastReadSeq) newest.advance = advance;
        if (request) newest.requests.push(request);
        newest.callers.push({ resolve, reject });
        if (isFirst) void commitAll(burst);
      }),
    flush: async () => {
      await Promise.all([...bursts.keys()].map(end));
    },
  };
}
