import { DurableStream, IdempotentProducer, stream } from "@durable-streams/client";
import {
  durableStreamConnection,
  materializeSnapshotFromDurableStream,
  toDurableChatSessionResponse,
  toDurableStreamResponse,
} from "@durable-streams/tanstack-ai-transport";
import { expect } from "chai";
import { send } from "../../support/api.js";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { aUser, type TestUser } from "../../support/users.js";

/** Written at one instance and read at another one, by clients as they are published. */
describe("Stock clients of durable streams", function () {
  this.timeout(60_000);
  let first: ServerProcess;
  let second: ServerProcess;
  let ann: TestUser;
  let headers: Record<string, string>;
  let made = 0;

  before(async () => {
    [first, second, ann] = await Promise.all([sharedServer("first"), sharedServer("second"), aUser()]);
    headers = { Authorization: `Bearer ${ann.idToken}` };
  });

  const at = (server: ServerProcess, path: string): string => `${server.baseUrl}/api/ds/${path}`;
  const aPath = (): string => `${ann.uid}/stock-${++made}`;

  it("follow by events what a producer sends without waiting, each once, until it is closed", async () => {
    const path = aPath();
    const contentType = "application/json";
    const written = await DurableStream.create({ url: at(first, path), headers, contentType });
    const reading = stream<number>({ url: at(second, path), headers, offset: "-1", live: "sse", json: true });
    const failures: Error[] = [];
    const producer = new IdempotentProducer(written, "teller", { onError: (error) => failures.push(error) });
    const numbers = Array.from({ length: 300 }, (_, number) => number);
    for (const number of numbers) producer.append(JSON.stringify(number));
    await producer.flush();
    await producer.close();
    const seen: number[] = [];
    for await (const number of (await reading).jsonStream()) seen.push(number);
    expect({ seen, failures }).to.deep.equal({ seen: numbers, failures: [] });
  });

  it("go on by long poll where they were, with text as it was written", async () => {
    const path = aPath();
    const written = await DurableStream.create({ url: at(first, path), headers, contentType: "text/plain" });
    await written.append("Grüße\r\n");
    const begin = await stream({ url: at(second, path), headers, live: false });
    expect(await begin.text()).to.equal("Grüße\r\n");
    const rest = await stream({ url: at(second, path), headers, offset: begin.offset, live: "long-poll" });
    await written.append("und ");
    await written.close({ body: "Tschüss\n" });
    const seen: string[] = [];
    for await (const text of rest.textStream()) seen.push(text);
    expect(seen.join("")).to.equal("und Tschüss\n");
  });

  it("read by a link alone, and hear that there is nothing", async () => {
    const path = aPath();
    await DurableStream.create({ url: at(first, path), headers, contentType: "text/plain", body: "one" });
    const body = { path, access: "read" };
    const link = await send(first.baseUrl, "POST", "/api/ds-tokens", { token: ann.idToken, body });
    const { url } = link.json() as { url: string };
    const shared = await stream({ url: `${second.baseUrl}${url}`, live: false });
    expect(await shared.text()).to.equal("one");
    const missing = await stream({ url: at(first, aPath()), headers, live: false }).catch(
      (error: unknown) => error,
    );
    expect(missing).to.have.property("status", 404);
  });

  it("carry a model's answer for TanStack AI, whole for a reader who comes when it has ended", async () => {
    const path = aPath();
    const answer = ["The ", "answer", " is\n", "42."].map((delta) => text(delta));
    const response = await toDurableStreamResponse(streamed(answer), {
      stream: { writeUrl: at(first, path), readUrl: at(second, path), headers },
      mode: "await",
    });
    expect(response.status).to.equal(200);
    const { streamUrl: url } = (await response.json()) as { streamUrl: string };
    const late = await stream<object>({ url, headers, live: false, json: true });
    expect(await late.json()).to.deep.equal(answer);
  });

  it("hold a chat of TanStack AI, which a reader gets as a snapshot and goes on with", async () => {
    const path = aPath();
    const say = async (question: string, answer: readonly object[]) => {
      const answered = await toDurableChatSessionResponse({
        stream: { writeUrl: at(first, path), headers },
        newMessages: [{ id: question, role: "user", parts: [{ type: "text", content: question }] }],
        responseStream: streamed(answer),
        mode: "await",
      });
      expect(answered.status).to.equal(200);
    };
    await say("What?", [text("Forty-"), text("two.")]);
    const { messages, offset } = await materializeSnapshotFromDurableStream({
      readUrl: at(second, path),
      headers,
    });
    expect(messages.map((message: { parts: unknown }) => message.parts)).to.deep.equal([
      [{ type: "text", content: "What?" }],
      [{ type: "text", content: "Forty-two." }],
    ]);
    const url = at(second, path);
    const initialOffset = offset ?? "";
    const connection = durableStreamConnection({ sendUrl: url, readUrl: url, initialOffset, headers });
    const [saying, deltas] = [say("Why?", [text("Because.")]), [] as unknown[]];
    for await (const { delta } of connection.subscribe()) {
      if (delta !== undefined) deltas.push(delta);
      if (delta === "Because.") break;
    }
    await saying;
    expect(deltas).to.deep.equal(["Why?", "Because."]);
  });

  it("may write the slash of a path as TanStack AI's adapter does", async () => {
    const path = aPath();
    const encoded = `streams/${encodeURIComponent(path)}`;
    await DurableStream.create({ url: at(first, encoded), headers, contentType: "text/plain", body: "here" });
    const plain = await stream({ url: at(second, `streams/${path}`), headers, live: false });
    expect(await plain.text()).to.equal("here");
  });
});

const text = (delta: string) => ({ type: "TEXT_MESSAGE_CONTENT", messageId: "answer", delta });

async function* streamed(chunks: readonly object[]): AsyncGenerator<object> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
