import { expect } from "chai";
import { Connected, Reset } from "@firecast/contract/core/events";
import { encode, entryOf } from "../../src/realtime/cursor.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import type { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { arrives, channelOf, connected, openStream, payloadsOf, signal } from "./signals.js";

describe("a position that is not there", function () {
  this.timeout(60_000);
  let first: ServerProcess;
  let user: TestUser;

  before(async () => {
    first = await sharedServer("first");
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
      "of another channel": () => entryOf("users/somebody", { epoch: "epoch", seq: 1 }),
      "that looks like one": () => "AAAA-1",
      "with another number": (cursor: string) => cursor.slice(0, 4) + encode(1),
      "cut short": (cursor: string) => `${cursor}0`.slice(0, 4) + encode(0),
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
});
