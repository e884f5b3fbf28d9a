import type { ReadReceipt } from "@firecast/contract/space/chat";
import { apiCalls } from "../calls/api.js";
import { pathOf } from "../calls/call.js";
import { after, newKey } from "../environment/timers.js";
import { createLiveState } from "../optimistic/liveState.js";
import type { Realtime } from "../realtime.js";
import type { EventOf } from "../types/catalogue.js";
import { follow } from "./follow.js";
import { queued } from "./queued.js";
import { viewOf } from "./source.js";

export interface ReceiptsState {
  /** By uid. */
  readonly receipts: Readonly<Record<string, ReadReceipt>>;
}

/** Who scrolls reads many messages in a second: the last one says it all. */
const gatheredForMs = 500;

/** Who has read a space's chat how far. */
export function readReceipts(realtime: Realtime, spaceId: string) {
  const { chat } = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const live = createLiveState<ReceiptsState, EventOf<`spaces/${string}/reads`>>({
    initial: { receipts: {} },
    reduce: ({ receipts }, { data }) => ({ receipts: withReceipt(receipts, data) }),
  });
  const { note, ...view } = viewOf(live);
  let newest: string | undefined;
  let isSaying = false;
  const following = follow({
    live,
    note,
    load: async () => {
      let receipts: ReceiptsState["receipts"] = {};
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await chat.reads(spaceId, cursor === undefined ? {} : { cursor });
        for (const receipt of page.items) receipts = withReceipt(receipts, receipt);
        cursor = page.nextCursor;
      }
      return () => ({ receipts });
    },
  });
  const writes = queued(realtime, {
    live,
    note,
    entity: `spaces/${spaceId}/reads`,
    show: () => undefined,
  });
  const say = async (): Promise<void> => {
    const messageId = newest;
    newest = undefined;
    isSaying = false;
    if (messageId === undefined) return;
    const content = { lastReadMessageId: messageId };
    const [unsent] = writes.waiting();
    if (unsent && (await writes.amend(unsent.key, content))) return;
    await writes.write("POST", pathOf`/api/spaces/${spaceId}/chat/read`, content).catch(() => undefined); // it is noted
  };
  return {
    ...view,
    isRefused: following.isRefused,
    start: () => {
      following.begin();
      const channel = `spaces/${spaceId}/reads` as const;
      const subscription = realtime.subscribe(channel, (event) => live.receive(event), following.options);
      return () => subscription.unsubscribe();
    },
    /** That the user has read up to there; the server takes no step back. */
    markRead: (messageId: string): void => {
      newest = messageId;
      if (isSaying) return;
      isSaying = true;
      after(gatheredForMs, () => void say());
    },
  };
}

function withReceipt(receipts: ReceiptsState["receipts"], receipt: ReadReceipt): ReceiptsState["receipts"] {
  const known = receipts[receipt.uid];
  return known && known.lastReadSeq > receipt.lastReadSeq
    ? receipts
    : { ...receipts, [receipt.uid]: receipt };
}
