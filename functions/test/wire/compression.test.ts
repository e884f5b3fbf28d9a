import { expect } from "chai";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { startInstance } from "../support/testInstance.js";
import type { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { arrives, channelOf, connected, openStream, range, signal } from "./signals.js";

describe("a stream for a client that accepts gzip", function () {
  this.timeout(30_000);
  let usual: ServerProcess;
  let user: TestUser;
  const gzip = { headers: { "Accept-Encoding": "gzip;q=0.9, br" } };

  before(async () => {
    [usual, user] = await Promise.all([sharedServer("first"), aUser()]);
  });

  const codingOf = ({ response: { headers } }: SseClient) => headers["content-encoding"];

  /** Without `connected`, which names the connection. */
  const eventsOf = ({ raw }: SseClient): string => raw.slice(raw.indexOf("\n\n") + 2);

  it("brings the bytes of the plain one, of one channel and of several, and ends whole", async () => {
    const own = await startInstance();
    const server = { baseUrl: own.url };
    // Of two channels that nobody else writes to.
    const query = `channels=${channelOf(user)},${channelOf(user)}/pins&history=0`;
    const streams = await Promise.all(
      [{}, gzip, { query }, { query, ...gzip }].map((how) => connected(server, user, how)),
    );
    await signal(server, user, ...range(1, 16));
    await signal(server, user, "ä\n\u0000", "last");
    for (const stream of streams) await arrives(stream, "last");
    const [plain, compressed, ofTwo, compressedOfTwo] = streams;
    if (!plain || !compressed || !ofTwo || !compressedOfTwo) throw new Error("four streams");
    const upToLast = (stream: SseClient): string => eventsOf(stream).split('"last"')[0] ?? "";
    expect(streams.map(codingOf)).to.deep.equal([undefined, "gzip", undefined, "gzip"]);
    const withoutPings = (text: string): string => text.replaceAll(/event: ping\n.*\n\n/g, "");
    expect(withoutPings(upToLast(compressed))).to.equal(withoutPings(upToLast(plain)));
    expect(withoutPings(upToLast(compressedOfTwo))).to.equal(withoutPings(upToLast(ofTwo)));
    // They end with their instance, and the checksum of all that they said.
    await own.instance.close();
    for (const stream of streams) await stream.ended;
    await own.close();
    expect(streams.map(({ undecodable }) => undecodable)).to.deep.equal(streams.map(() => undefined));
    expect(streams.map(({ frames }) => frames.at(-1)?.event)).to.deep.equal(streams.map(() => "reconnect"));
  });

  it("is compressed also as a long poll", async () => {
    const query = `channels=${channelOf(user)}&history=1&poll=1`;
    const poll = await openStream(usual, user, { query, ...gzip });
    await poll.ended;
    const vary = poll.response.headers.vary;
    expect({ coding: codingOf(poll), vary, undecodable: poll.undecodable }).to.deep.equal({
      coding: "gzip",
      vary: "Origin, Accept-Encoding",
      undecodable: undefined,
    });
    expect(poll.frames.map(({ event }) => event)).to.deep.equal(["connected", "user:signal:sent"]);
  });

  it("is read by fetch, which accepts gzip by itself, as it comes", async () => {
    const answer = await fetch(`${usual.baseUrl}/sse/stream?channels=${channelOf(user)}`, {
      headers: { Authorization: `Bearer ${user.idToken}` },
    });
    expect(answer.headers.get("content-encoding")).to.equal("gzip");
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!/event: connected\n.*\n\n$/.test(text)) text += (await reader?.read())?.value ?? "";
    await reader?.cancel();
    expect(text).to.match(/^retry: \d+\nid: .+\nevent: connected\n/);
  });

  it("is plain for a client that does not want it", async () => {
    for (const accepted of ["gzip;q=0", "br", "identity, gzip;q=0.5"]) {
      const stream = await connected(usual, user, { headers: { "Accept-Encoding": accepted } });
      stream.close();
      expect(codingOf(stream), accepted).to.equal(undefined);
      expect(stream.response.headers.vary).to.equal("Origin, Accept-Encoding");
    }
  });
});
