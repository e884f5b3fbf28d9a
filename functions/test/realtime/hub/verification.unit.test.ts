import { expect } from "chai";
import type { Feed } from "../../../src/realtime/hub/feed.js";
import { Verification } from "../../../src/realtime/hub/verification.js";
import { recordedLog } from "../../support/recordedLog.js";
import { settled, virtualTime } from "../support/virtualTime.js";

const everyMs = 30_000;

describe("feeds compare themselves with the log", () => {
  /** Looks that wait for an answer. */
  let looks: { channel: string; answer: () => void; fail: () => void }[];
  let verification: Verification;
  let turn = 0;

  beforeEach(() => {
    virtualTime.start();
    looks = [];
    turn = 0;
    // Spread evenly, as chance does.
    const random = (): number => (turn++ % 30) / 30;
    verification = new Verification({ everyMs, random, log: recordedLog() });
  });

  afterEach(() => {
    verification.close();
    virtualTime.stop();
  });

  function aFeed(channel: string) {
    const head = { epoch: "e", seq: 1 };
    const verify = (): Promise<void> =>
      new Promise((resolve, reject) => {
        looks.push({ channel, answer: resolve, fail: () => reject(new Error("no log")) });
      });
    const feed = { channel, head, subscriptions: new Set([{}]), verify };
    const added = feed as unknown as Feed;
    verification.add(added);
    return Object.assign(added, feed);
  }

  const feeds = (count: number) => Array.from({ length: count }, (_, index) => aFeed(`c${index}`));

  async function answerAll(): Promise<number> {
    let answered = 0;
    for (let look = looks.shift(); look; look = looks.shift()) {
      look.answer();
      answered++;
      await settled();
    }
    return answered;
  }

  it("H3: in turn, spread over the interval, not all in the same tick", async () => {
    for (const feed of feeds(300)) feed.head.seq++;
    const perTick: number[] = [];
    for (let tick = 0; tick < 30; tick++) {
      await virtualTime.pass(everyMs / 30);
      perTick.push(await answerAll());
    }
    expect(perTick).to.deep.equal(perTick.map(() => 10));
  });

  it("H3: at most 16 at the same time, also when the bus came back and all are suspect", async () => {
    for (const feed of feeds(2000)) verification.queue(feed);
    expect(looks).to.have.length(16);
    looks.shift()?.answer();
    await settled();
    expect(looks).to.have.length(16);
    expect(await answerAll()).to.equal(1999);
  });

  it("H3: every ten intervals where nothing happens, every interval where something does", async () => {
    const [quiet, busy] = [aFeed("quiet"), aFeed("busy")];
    const seen: string[] = [];
    for (let interval = 0; interval < 20; interval++) {
      busy.head.seq++;
      await virtualTime.pass(everyMs);
      seen.push(...looks.map(({ channel }) => channel));
      await answerAll();
    }
    expect(seen.filter((channel) => channel === busy.channel)).to.have.length(20);
    expect(seen.filter((channel) => channel === quiet.channel)).to.have.length(2);
  });

  it("H3: those with a gap first", async () => {
    const all = feeds(40);
    for (const feed of all) verification.queue(feed);
    const last = all.at(-1);
    if (last) verification.hurry(last);
    looks.shift()?.answer();
    await settled();
    expect(looks.at(-1)?.channel).to.equal("c39");
    expect(await answerAll()).to.equal(39);
  });

  it("H3: again after a look that failed, and nobody asks for a channel that nobody listens to", async () => {
    const [feed, left] = [aFeed("kept"), aFeed("left")];
    left.subscriptions.clear();
    for (const one of [feed, left]) verification.queue(one);
    looks.shift()?.fail();
    await settled();
    await virtualTime.pass(1000);
    expect(looks.map(({ channel }) => channel)).to.deep.equal(["kept"]);
  });
});
