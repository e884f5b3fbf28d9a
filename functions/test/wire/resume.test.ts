import { expect } from "chai";
import { Connected, Reset } from "@firecast/contract/core/events";
import { Follower } from "../support/follower.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import type { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { arrives, channelOf, connected, payloadsOf, range, signal } from "./signals.js";

describe("resuming", function () {
  this.timeout(60_000);
  let first: ServerProcess;
  let second: ServerProcess;
  let user: TestUser;

  before(async () => {
    [first, second] = await Promise.all([sharedServer("first"), sharedServer("second")]);
  });

  beforeEach(async () => {
    user = await aUser();
  });

  /** Sees `payloads` and leaves; what it has seen is its cursor. */
  async function cursorAfter(...payloads: unknown[]): Promise<string> {
    const stream = await connected(first, user);
    if (payloads.length > 0) {
      await signal(first, user, ...payloads);
      await arrives(stream, payloads.at(-1));
    }
    stream.close();
    return stream.lastEventId ?? "";
  }

  const startsOf = (stream: SseClient) => Connected.parse(stream.frames[0]?.data).channels;
  const resetsOf = (stream: SseClient) => stream.named("reset").map(({ data }) => Reset.parse(data));

  describe("with a good cursor", () => {
    for (const { title, open } of [
      { title: "Last-Event-ID", open: (cursor: string) => connected(first, user, { lastEventId: cursor }) },
      { title: "?cursor=", open: (cursor: string) => connected(first, user, { query: `cursor=${cursor}` }) },
      {
        title: "Last-Event-ID at another process",
        open: (cursor: string) => connected(second, user, { lastEventId: cursor }),
      },
    ]) {
      it(`${title} brings what was missed, once, then what comes`, async () => {
        const cursor = await cursorAfter(1, 2);
        await signal(first, user, 3, 4, 5);
        const stream = await open(cursor);
        await signal(first, user, 6);
        await arrives(stream, 6);
        stream.close();
        expect(payloadsOf(stream.frames)).to.deep.equal([3, 4, 5, 6]);
        expect(startsOf(stream)).to.deep.equal([
          { channel: channelOf(user), start: "resumed", from: 2, head: 5 },
        ]);
        expect(resetsOf(stream)).to.deep.equal([]);
      });
    }

    it("Last-Event-ID, which a browser keeps up to date, wins over ?cursor=, which it repeats", async () => {
      const old = await cursorAfter(1);
      const recent = await cursorAfter(2, 3);
      await signal(first, user, 4);
      const stream = await connected(first, user, { query: `cursor=${old}`, lastEventId: recent });
      await arrives(stream, 4);
      stream.close();
      expect(payloadsOf(stream.frames)).to.deep.equal([4]);
    });

    it("the oldest position that the ring still reaches resumes; one older is reset, once, to the head", async () => {
      const cursors = [await cursorAfter(1), await cursorAfter(2)];
      await signal(first, user, ...range(3, 52));
      const [tooOld, oldest] = await Promise.all(
        cursors.map((lastEventId) => connected(second, user, { lastEventId })),
      );
      await signal(first, user, "new");
      for (const stream of [tooOld, oldest]) {
        if (stream) await arrives(stream, "new");
        stream?.close();
      }
      expect(oldest && payloadsOf(oldest.frames)).to.deep.equal([...range(3, 52), "new"]);
      expect(tooOld && payloadsOf(tooOld.frames)).to.deep.equal(["new"]);
      expect(tooOld && resetsOf(tooOld).map(({ channel, head }) => ({ channel, head }))).to.deep.equal([
        { channel: channelOf(user), head: 52 },
      ]);
    });

    it("every id is at most 128 characters that browsers send without a preflight", async () => {
      const channels = `channels=${channelOf(user)},global`;
      const stream = await connected(first, user, { query: channels });
      await signal(first, user, 1);
      await signal(first, user, ...range(2, 70));
      await arrives(stream, 70);
      stream.close();
      const ids = stream.frames.flatMap(({ id }) => id ?? []);
      expect(ids).to.have.lengthOf.at.least(71);
      for (const id of ids) expect(id).to.match(/^[A-Za-z0-9._-]{1,128}$/);
    });
  });

  it("a client that comes back 50 times while events flow, to either process, gets each event exactly once", async () => {
    let turn = 0;
    const servers = [first, second];
    const follower = new Follower({
      url: () => `${servers[turn++ % 2]?.baseUrl}/sse/stream?channels=${channelOf(user)}`,
      token: user.idToken,
      cursor: await cursorAfter(),
      leaveAfter: 2,
    });
    try {
      for (let n = 1; n < 100; n += 2) {
        await follower.until(() => n - follower.events.length < 25);
        await signal(n % 3 === 0 ? second : first, user, n, n + 1);
      }
      await follower.until(() => follower.events.length >= 100 && follower.connections >= 50);
    } finally {
      await follower.stop();
    }
    expect(follower.events.map(({ seq }) => seq)).to.deep.equal(range(1, 100));
    expect(follower.resets).to.deep.equal([]);
  });
});
