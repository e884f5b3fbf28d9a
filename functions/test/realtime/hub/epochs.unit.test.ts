import { expect } from "chai";
import type { Batch } from "../../../src/realtime/hub/batch.js";
import { KeyedPages } from "../../../src/realtime/hub/replay/keyedPages.js";
import type { Page, Past } from "../../../src/realtime/hub/replay/past.js";
import { ReplayPages } from "../../../src/realtime/hub/replay/replayPages.js";
import { Subscription } from "../../../src/realtime/hub/subscription.js";
import type { LoggedEvent, Position } from "../../../src/realtime/log/event.js";

const eventOf = (epoch: string, seq: number): LoggedEvent => ({
  channel: "spaces/park/chat",
  epoch,
  seq,
  type: "chat:message",
  wire: "{}",
  id: `${epoch}-${seq}`,
  keys: [String(seq)],
});
const frameOf = ({ epoch, seq }: { epoch: string; seq: number }) => ({
  entry: `${epoch}-${seq}`,
  type: "chat:message",
  wire: "{}",
});
const entriesOf = ({ frames }: Page | Batch): (string | undefined)[] => frames.map(({ entry }) => entry);

/** A past whose reads of the log are answered by `answer`; memory has room for the newest text alone. */
function pastOverSlowLog(Pages: typeof ReplayPages | typeof KeyedPages) {
  const waiting: ((events: LoggedEvent[]) => void)[] = [];
  const past: Past = new Pages({
    channel: "spaces/park/chat",
    history: 100,
    reader: {
      head: () => Promise.reject(new Error("is not asked for")),
      from: () => new Promise((resolve) => waiting.push(resolve)),
    },
    replaying: (read) => read(),
    maxChars: () => 3,
    frameOf,
  });
  const answer = (events: LoggedEvent[]): void => waiting.splice(0).forEach((resolve) => resolve(events));
  return { past, answer };
}

describe("a log that begins again", () => {
  for (const Pages of [ReplayPages, KeyedPages]) {
    it(`while it is read leaves nothing of before in a page or in memory: ${Pages.name}`, async () => {
      const { past, answer } = pastOverSlowLog(Pages);
      past.startAt({ epoch: "old", seq: 5 });
      const page = past.page(2);
      past.startAt({ epoch: "new", seq: 5 });
      answer([3, 4, 5].map((seq) => eventOf("old", seq)));
      expect(await page).to.deep.equal({ from: 5, to: 5, frames: [] });
      expect(past.remembered(2)).to.equal(undefined);
    });

    it(`and still holds events of before gives those of now alone: ${Pages.name}`, async () => {
      const { past, answer } = pastOverSlowLog(Pages);
      past.startAt({ epoch: "new", seq: 5 });
      const page = past.page(2);
      answer([eventOf("old", 3), eventOf("new", 4), eventOf("new", 5)]);
      expect(entriesOf(await page)).to.deep.equal(["new-4", "new-5"]);
    });
  }

  it("while texts are read that memory had no room for leaves none of them in a page", async () => {
    const { past, answer } = pastOverSlowLog(KeyedPages);
    past.startAt({ epoch: "old", seq: 0 });
    for (const seq of [1, 2, 3]) {
      const event = eventOf("old", seq);
      past.append(event, frameOf(event), event.keys);
    }
    const page = past.page(0);
    past.startAt({ epoch: "new", seq: 3 });
    answer([1, 2, 3].map((seq) => eventOf("old", seq)));
    expect(await page).to.deep.equal({ from: 3, to: 3, frames: [] });
  });

  it("at the same seq, when a page of before was just read, gives none of it to the subscriber", async () => {
    let head: Position = { epoch: "old", seq: 3 };
    const delivered: (string | undefined)[] = [];
    const idle = (): undefined => undefined;
    let caughtUp: () => void = idle;
    const ended = new Promise<undefined>((resolve) => {
      caughtUp = () => void resolve(undefined);
    });
    const subscriber = {
      uid: "mia",
      isBehind: false,
      deliver: (batch: Batch) => delivered.push(...entriesOf(batch)),
      reset: idle,
      revoked: idle,
      taken: idle,
      owed: idle,
    };
    const subscription: Subscription = new Subscription(subscriber, {
      channel: "spaces/park/chat",
      get head() {
        return head;
      },
      isKeyed: false,
      entryAt: String,
      flush: idle,
      remembered: () => {
        if (head.epoch === "old") return undefined;
        caughtUp();
        return { from: 3, to: 3, frames: [] };
      },
      page: () => {
        head = { epoch: "new", seq: 3 };
        subscription.reset("spaces/park/chat", "expired", head, "new-3");
        return Promise.resolve({ from: 3, to: 4, frames: [frameOf({ epoch: "old", seq: 4 })] });
      },
      state: undefined,
      verifyAfresh: () => Promise.resolve(),
    });
    subscription.startAfter(3);
    subscription.begin();
    await ended;
    expect(delivered).to.deep.equal([]);
  });
});
