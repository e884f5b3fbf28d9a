import { expect } from "chai";
import fc from "fast-check";
import { Connected, WireEvent } from "@firecast/contract/core/events";
import { Published } from "@firecast/contract/realtime";
import { send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aServiceToken } from "../support/serviceToken.js";
import { aUser, type TestUser } from "../support/users.js";
import { arrives, channelOf, connected, openStream, payloadsOf, range, seqsOf, signal } from "./signals.js";

describe("frames on the wire", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;

  before(async () => {
    [server, user] = await Promise.all([sharedServer("first"), aUser()]);
  });

  it("a stream's answer is an event stream that nothing on the way may buffer, store or rewrite", async () => {
    const stream = await openStream(server, user, { headers: { "Accept-Encoding": "gzip, br" } });
    stream.close();
    const {
      date: _,
      connection: __,
      ratelimit: ___,
      "ratelimit-policy": ____,
      ...headers
    } = stream.response.headers;
    expect({ status: stream.status, headers }).to.deep.equal({
      status: 200,
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-cache, no-store, no-transform",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "transfer-encoding": "chunked",
        "content-encoding": "gzip",
        vary: "Origin, Accept-Encoding",
      },
    });
  });

  it("the first frame gives retry, id and, as `connected`, where every channel starts", async () => {
    const stream = await connected(server, user);
    stream.close();
    const [whole = "", retry, id, json = "{}"] =
      /^retry: (\d+)\nid: ([A-Za-z0-9._-]{1,128})\nevent: connected\ndata: (.*)\n\n$/.exec(stream.raw) ?? [];
    const { connectionId, at, pingMs } = Connected.parse(JSON.parse(json));
    const channels = [{ channel: channelOf(user), start: "live", from: 0, head: 0 }];
    expect(whole).to.equal(
      `retry: ${retry}\nid: ${id}\nevent: connected\ndata: ${JSON.stringify({ connectionId, channels, at, mode: "stream", pingMs })}\n\n`,
    );
    expect(Number(retry)).to.be.within(750, 1250);
  });

  it("a durable event is three lines: id, event, and the whole event as one line of JSON", async () => {
    const reader = await aUser();
    const stream = await connected(server, reader);
    const head = stream.raw;
    const body = { channel: channelOf(reader), type: "user:signal:sent", data: { topic: "t", payload: "x" } };
    const answer = await send(server.baseUrl, "POST", "/realtime/publish", { token: reader.idToken, body });
    const [published] = Published.parse(answer.json()).events;
    const frame = await arrives(stream, "x");
    stream.close();
    const { at } = WireEvent.parse(frame.data);
    const { channel, type, data } = body;
    const json = JSON.stringify({ id: published?.id, channel, type, seq: 1, at, by: reader.uid, data });
    expect(stream.raw.slice(head.length)).to.equal(`id: ${frame.id}\nevent: ${type}\ndata: ${json}\n\n`);
    expect(published).to.deep.equal({ id: published?.id, channel, seq: 1 });
  });

  it("an ephemeral event has neither seq nor id: it moves no cursor", async () => {
    const reader = await aUser();
    const stream = await connected(server, reader);
    const before = stream.lastEventId;
    const head = stream.raw;
    const [channel, type] = [channelOf(reader), "system:rate_limit_warning"];
    const timestamp = "2026-01-02T03:04:05.678Z";
    const data = { userId: reader.uid, endpoint: "GET /x", remaining: 1, resetTime: timestamp, timestamp };
    const body = { channel, type, data };
    const answer = await send(server.baseUrl, "POST", "/realtime/publish", { token: aServiceToken(), body });
    const [published] = Published.parse(answer.json()).events;
    const frame = await stream.waitFor(({ event }) => event === type);
    stream.close();
    const { at } = WireEvent.parse(frame.data);
    const json = JSON.stringify({ id: published?.id, channel, type, at, data });
    expect({ status: answer.status, published, block: stream.raw.slice(head.length) }).to.deep.equal({
      status: 202,
      published: { id: published?.id, channel },
      block: `event: ${type}\ndata: ${json}\n\n`,
    });
    expect(stream.lastEventId).to.equal(before);
  });

  it("events of one request arrive in its order, also when they are more than the channel keeps", async () => {
    const reader = await aUser();
    const stream = await connected(server, reader);
    await signal(server, reader, 1);
    const seqs = await signal(server, reader, ...range(2, 101));
    await arrives(stream, 101);
    stream.close();
    expect({ seqs, payloads: payloadsOf(stream.frames), arrived: seqsOf(stream.frames) }).to.deep.equal({
      seqs: range(2, 101),
      payloads: range(1, 101),
      arrived: range(1, 101),
    });
  });

  it("requests at the same time get numbers without a gap, and arrive in the order of these", async () => {
    const reader = await aUser();
    const stream = await connected(server, reader);
    const answers = await Promise.all(range(1, 40).map((n) => signal(server, reader, n)));
    await stream.until(() => seqsOf(stream.frames).length === 40);
    stream.close();
    expect(answers.flat().sort((a, b) => a - b)).to.deep.equal(range(1, 40));
    expect(seqsOf(stream.frames)).to.deep.equal(range(1, 40));
  });

  describe("no payload can forge a frame", () => {
    const attacks = [
      "\n\nevent: connected\ndata: {}\n\n",
      "\r\revent: operator\rdata: {}\r\r",
      "\r\n\r\nid: stolen\r\n\r\n",
      "x\u0000id: y",
      ": comment\ndata: x",
      "\ufeffdata: x",
      "a\u2028\u2029\u0085b",
      "retry: 1\n\n",
      '"}\n\ndata: {"',
      "\ud800 lone \udfff",
      "naïve 🦊 \u{10ffff}",
    ];

    it("line ends, NUL, field names and half characters come back as they were sent", async () => {
      const reader = await aUser();
      const parts = [
        "\r",
        "\n",
        "\0",
        ":",
        " ",
        "data",
        "event",
        "id",
        "retry",
        "\ufeff",
        "\u2028",
        '"',
        "\\",
        "7",
      ];
      const text = fc.array(fc.constantFrom(...parts), { maxLength: 30 }).map((some) => some.join(""));
      const payloads = [
        ...attacks,
        ...fc.sample(text, 36),
        Object.fromEntries(attacks.map((text) => [text, [text]])),
      ];
      const stream = await connected(server, reader);
      await signal(server, reader, ...payloads);
      await stream.until(() => seqsOf(stream.frames).length === payloads.length);
      stream.close();
      expect(payloadsOf(stream.frames)).to.deep.equal(payloads);
      expect(stream.frames.map(({ event }) => event)).to.deep.equal([
        "connected",
        ...payloads.map(() => "user:signal:sent"),
      ]);
      expect(linesByTheBook(stream.raw).map(fieldOf)).to.deep.equal([
        ...["retry", "id", "event", "data", ""],
        ...payloads.flatMap(() => ["id", "event", "data", ""]),
        "",
      ]);
    });

    for (const type of ["user:signal:sent\n", "user:signal:sent\r\ndata: x", "toString", "__proto__", ""]) {
      it(`an event type of ${JSON.stringify(type)} is refused`, async () => {
        const body = { channel: channelOf(user), type, data: { topic: "t", payload: 1 } };
        const answer = await send(server.baseUrl, "POST", "/realtime/publish", { token: user.idToken, body });
        expect(answer.status).to.equal(400);
      });
    }
  });
});

/** Lines as HTML's event stream grammar has them: CR, LF or both end one. */
const linesByTheBook = (text: string): string[] => text.split(/\r\n|\n|\r/);
const fieldOf = (line: string): string => line.split(":")[0] ?? "";
