import { channelOf } from "@firecast/contract/channel";
import { readsChannel } from "@firecast/contract/chat";
import type { ReadReceipt } from "@firecast/contract/chat";
import type { Publisher } from "../../realtime/index.js";

/** How long receipts of one space wait for each other, ms. A reader does not notice it. */
const togetherMs = 250;

export interface ReceiptCoalescer {
  /**
   * Resolves when the receipt, or a newer one of its reader, was announced. Callers wait for it: an instance has no CPU
   * between requests, so what no request waits for may never be sent. Never rejects.
   */
  announce(spaceId: string, receipt: ReadReceipt): Promise<void>;
  /** Announces at once what is still waiting: the instance ends. */
  flush(): Promise<void>;
}

interface Burst {
  /** By reader. */
  readonly newest: Map<string, ReadReceipt>;
  readonly callers: (() => void)[];
}

/**
 * Announces receipts, coalesced: the first of a quiet space goes out at once, what comes within 250 ms of it goes out
 * together then, the newest of each reader. So a message that all members read costs some bus messages, not one a reader.
 */
export function receiptCoalescer(publisher: Pick<Publisher, "signal">): ReceiptCoalescer {
  const bursts = new Map<string, Burst>();

  const send = (spaceId: string, receipts: Iterable<ReadReceipt>): Promise<void> =>
    publisher.signal(
      channelOf(readsChannel, { spaceId }),
      ...[...receipts].map((data) => ({ type: "chat:read", by: data.uid, data }) as const),
    );

  const begin = (spaceId: string): void => {
    bursts.set(spaceId, { newest: new Map(), callers: [] });
    setTimeout(() => void end(spaceId), togetherMs);
  };

  const end = async (spaceId: string): Promise<void> => {
    const burst = bursts.get(spaceId);
    if (!burst) return;
    bursts.delete(spaceId);
    if (burst.newest.size === 0) return;
    begin(spaceId);
    await send(spaceId, burst.newest.values());
    for (const resolve of burst.callers) resolve();
  };

  return {
    announce: (spaceId, receipt) => {
      const burst = bursts.get(spaceId);
      if (!burst) {
        begin(spaceId);
        return send(spaceId, [receipt]);
      }
      const { newest, callers } = burst;
      if ((newest.get(receipt.uid)?.lastReadSeq ?? 0) < receipt.lastReadSeq) newest.set(receipt.uid, receipt);
      return new Promise((resolve) => callers.push(resolve));
    },
    flush: async () => {
      await Promise.all([...bursts.keys()].map(end));
    },
  };
}
