import { expect } from "chai";
import { sseClient, type SSEClientOptions, type SSEMessage } from "../../src/sse/sseClient.js";

/** Everything here comes at once or never: the deadline is the test's own. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

const event = (seq: number, data: unknown) => ({
  id: `e${seq}`,
  channel: "horses",
  type: "horses:created",
  seq,
  at: "2026-01-01T00:00:00.000Z",
  data,
});
const frame = (type: string, data: unknown, id?: string) =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

/** A server that answers what `answers` says, in turn, and then leaves streams open. */
function aServer(...answers: (string | Response)[]) {
  const asked: { lastEventId: string | null; authorization: string | null }[] = [];
  const waits: number[] = [];
  let open: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = () => new Response(new ReadableStream({ start: (controller) => void (open = controller) }));
  return {
    asked,
    waits,
    say: (text: string) => open?.enqueue(new TextEncoder().encode(text)),
    cut: () => open?.error(new TypeError("network error")),
    connect: (options: SSEClientOptions = {}) =>
      sseClient("/api/sse/stream?channels=horses", options, {
        fetch: (_, { headers }) => {
          const sent = new Headers(headers);
          asked.push({ lastEventId: sent.get("Last-Event-ID"), authorization: sent.get("Authorization") });
          const next = answers.shift();
          return Promise.resolve(next instanceof Response ? next : next ? new Response(next) : stream());
        },
        after: (ms, act) => {
          waits.push(ms);
          const timer = setImmediate(act);
          return () => clearImmediate(timer);
        },
        random: () => 0.5,
      }),
  };
}

describe("a stream by its address", () => {
  it("tells of events by their type, unpacks batches, and goes on when a listener throws", async () => {
    const server = aServer();
    const client = server.connect();
    const heard: [unknown, SSEMessage][] = [];
    const errors: unknown[] = [];
    client.onError((error) => errors.push(error));
    client.on("horses:created", () => {
      throw new Error("a listener's own");
    });
    client.on("horses:created", (data, message) => heard.push([data, message]));
    await until(() => client.state === "open");
    server.say(frame("horses:created", event(1, { name: "Ada" }), "c1"));
    server.say(frame("batch", { channel: "horses", events: [event(2, 2), event(3, 3)] }, "c3"));
    await until(() => heard.length === 3);
    expect(heard.map(([data]) => data)).to.deep.equal([{ name: "Ada" }, 2, 3]);
    expect(heard[2]?.[1]).to.deep.equal({
      event: "horses:created",
      id: "c3",
      channel: "horses",
      seq: 3,
      at: "2026-01-01T00:00:00.000Z",
      data: 3,
    });
    expect(errors).to.have.length(3);
    client.close();
    expect(client.state).to.equal("closed");
  });

  it("resumes where it was cut, and waits as the server says", async () => {
    const end = frame("reconnect", { reason: "lifetime", retryMs: 70 }, "c9");
    const server = aServer(`retry: 1000\n\n${frame("horses:created", event(9, {}), "c9")}${end}`);
    const client = server.connect();
    await until(() => server.asked.length === 2 && client.state === "open");
    expect(server.asked.map(({ lastEventId }) => lastEventId)).to.deep.equal([null, "c9"]);
    server.cut();
    await until(() => server.waits.length === 2);
    expect(server.waits).to.deep.equal([70, 500]);
    client.close();
  });

  it("renews a refused token once, and ends where it is refused again or the stream is not there", async () => {
    const no = (status: number) =>
      new Response('{"type":"urn:firecast:problem:unauthenticated","title":"Sign in first"}', {
        status,
        headers: { "Content-Type": "application/problem+json" },
      });
    const server = aServer(no(401), no(401));
    const forced: boolean[] = [];
    const client = server.connect({
      getToken: ({ force }) => {
        forced.push(force);
        return force ? "new" : "old";
      },
    });
    const errors: string[] = [];
    client.onError((error) => errors.push(String(error)));
    await until(() => client.state === "closed");
    expect([client.state, forced]).to.deep.equal(["closed", [false, true]]);
    expect(server.asked.map(({ authorization }) => authorization)).to.deep.equal([
      "Bearer old",
      "Bearer new",
    ]);
    expect(errors).to.deep.equal(["RequestProblem: Sign in first", "RequestProblem: Sign in first"]);

    const gone = aServer(no(404));
    const second = gone.connect();
    await until(() => second.state === "closed");
    expect([second.state, gone.waits]).to.deep.equal(["closed", []]);
  });

  it("comes back ever more slowly while it fails, as told where it is told", async () => {
    const busy = (headers: Record<string, string> = {}) => new Response("", { status: 503, headers });
    const server = aServer(busy(), busy(), busy(), busy({ "Retry-After": "9" }));
    const client = server.connect();
    await until(() => server.waits.length === 4);
    expect(server.waits).to.deep.equal([500, 1000, 2000, 9000]);
    client.close();
  });

  it("skips a frame that is too large, tells of it, and goes on", async () => {
    const server = aServer();
    const client = server.connect();
    const heard: unknown[] = [];
    const errors: unknown[] = [];
    client.onError((error) => errors.push(error));
    client.on("horses:created", (data) => heard.push(data));
    await until(() => client.state === "open");
    for (let mib = 0; mib < 9; mib++) server.say(`${mib === 0 ? "data: " : ""}${"x".repeat(1024 * 1024)}`);
    server.say(`\n\n${frame("horses:created", event(1, "next"))}`);
    await until(() => heard.length > 0);
    expect([heard, errors.map(String), server.asked.length]).to.deep.equal([
      ["next"],
      ["Error: An event is too large."],
      1,
    ]);
    client.close();
  });

  it("takes a page in place of the stream for a failure, and comes back ever more slowly", async () => {
    const page = () => new Response("<html>", { headers: { "Content-Type": "text/html" } });
    const server = aServer(page(), page(), page());
    const client = server.connect();
    const errors: unknown[] = [];
    client.onError((error) => errors.push(error));
    await until(() => client.state === "open");
    expect([errors.map(String), server.waits]).to.deep.equal([
      Array.from({ length: 3 }, () => "Error: The answer is no event stream."),
      [500, 1000, 2000],
    ]);
    client.close();
  });
});
