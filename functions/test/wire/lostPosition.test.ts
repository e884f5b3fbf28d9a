import { expect } from "chai";
import { Connected, Reset } from "@firecast/contract/events";
import { encode, entryTag } from "../../src/realtime/cursor.js";
import { forgetChannel } from "../support/database.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import type { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { arrives, channelOf, connected, openStream, payloadsOf, signal } from "./signals.js";

describe("a position that is not there", function () {
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
    await signal(first, user, ...payloads);
    await arrives(stream, payloads.at(-1));
    stream.close();
    return stream.lastEventId ?? "";
  }

  const startsOf = (stream: SseClient) => Connected.parse(stream.frames[0]?.data).channels;
  const resetsOf = (stream: SseClient) => stream.named("reset").map(({ data }) => Reset.parse(data));

  describe("with a cursor that means nothing here", () => {
    const lastEventIds = {
      "from the future": (cursor: string) => cursor.slice(0, 4) + encode(1000),
      "of another channel": () => entryTag("users/somebody/events", "epoch") + encode(1),
      "that looks like one": () => "AAAA-1",
      "of the largest number": () => `AAAA${"_".repeat(8)}`,
    };
    for (const [title, make] of Object.entries(lastEventIds)) {
      it(`${title}: one reset with the head, then live`, async () => {
        const cursor = await cursorAfter(1, 2);
        const stream = await connected(first, user, { lastEventId: make(cursor) });
        await signal(first, user, 3);
        await arrives(stream, 3);
        stream.close();
        const reset = { channel: channelOf(user), reason: "unknown_position", head: 2 };
        expect(resetsOf(stream)).to.deep.equal([reset]);
        expect(startsOf(stream)).to.deep.equal([
          { channel: channelOf(user), start: "reset", from: 2, head: 2 },
        ]);
        expect(payloadsOf(stream.frames)).to.deep.equal([3]);
      });
    }

    const garbage = ["x", "AAAA", "....", "<script>", "1".repeat(129), "null", "AAAA1.", "{}", "ÄÖÜ12"];
    for (const cursor of garbage) {
      it(`${JSON.stringify(cursor.slice(0, 12))}, which this service never wrote: 400`, async () => {
        const query = await openStream(first, user, { query: `cursor=${encodeURIComponent(cursor)}` });
        const header = await openStream(first, user, {
          headers: {
            Authorization: `Bearer ${user.idToken}`,
            "Last-Event-ID": Buffer.from(cursor).toString("latin1"),
          },
        });
        for (const stream of [query, header]) {
          await stream.ended;
          expect({ status: stream.status, type: stream.response.headers["content-type"] }).to.deep.equal({
            status: 400,
            type: "application/problem+json; charset=utf-8",
          });
        }
      });
    }
  });

  describe("a log that was deleted and begun again", () => {
    it("never continues an old cursor, though the numbers are the same: one reset", async () => {
      const cursor = await cursorAfter(1, 2);
      await forgetChannel(channelOf(user));
      await signal(first, user, "other 1", "other 2", "other 3");
      const stream = await connected(second, user, { lastEventId: cursor });
      await signal(first, user, "other 4");
      await arrives(stream, "other 4");
      stream.close();
      expect(resetsOf(stream).map(({ channel, head }) => ({ channel, head }))).to.deep.equal([
        { channel: channelOf(user), head: 3 },
      ]);
      expect(payloadsOf(stream.frames)).to.deep.equal(["other 4"]);
    });

    it("tells an open stream too: one reset, then the new log", async () => {
      const stream = await connected(first, user);
      await signal(first, user, 1, 2, 3);
      await arrives(stream, 3);
      await forgetChannel(channelOf(user));
      await signal(second, user, "other 1");
      await stream.waitFor(({ event }) => event === "reset");
      await signal(second, user, "other 2");
      await arrives(stream, "other 2");
      stream.close();
      expect(resetsOf(stream)).to.deep.equal([{ channel: channelOf(user), reason: "recreated", head: 1 }]);
      expect(payloadsOf(stream.frames)).to.deep.equal([1, 2, 3, "other 2"]);
    });
  });
});
