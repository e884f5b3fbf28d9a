import { expect } from "chai";
import { sseClient } from "../../src/sse/sseClient.js";

/** Everything here comes at once or never: the deadline is the test's own. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

const frames = (...lines: string[]) => lines.map((line) => `${line}\n\n`).join("");

/** A client whose server answers that, in turn, and then leaves requests open. */
function aClient(...answers: (string | Promise<Response>)[]) {
  const cursors: (string | null)[] = [];
  const waits: number[] = [];
  const client = sseClient(
    "/stream",
    {},
    {
      fetch: (_, { headers }) => {
        cursors.push(new Headers(headers).get("Last-Event-ID"));
        const answer = answers.shift();
        if (answer === undefined) return new Promise(() => undefined);
        return typeof answer === "string" ? Promise.resolve(new Response(answer)) : answer;
      },
      after: (ms, act) => {
        waits.push(ms);
        const timer = setImmediate(act);
        return () => clearImmediate(timer);
      },
      random: () => 0.5,
    },
  );
  return { client, cursors, waits };
}

describe("a stream by its address, in trouble", () => {
  it("comes back also where a listener of errors throws", async () => {
    const { client, cursors } = aClient(Promise.reject(new TypeError("network error")), "");
    client.onError(() => {
      throw new Error("a listener's own");
    });
    const told: unknown[] = [];
    client.onError((error) => told.push(error));
    await until(() => cursors.length === 3);
    expect(told.map(String)).to.deep.equal(["TypeError: network error"]);
    client.close();
  });

  it("tells nothing more once a listener has closed it, also of what came in one piece with that", async () => {
    const { client } = aClient(frames("data: 1", "data: 2", "data: 3"));
    const heard: unknown[] = [];
    client.on("message", (data) => {
      heard.push(data);
      if (data === 2) client.close();
    });
    client.on("message", (data) => heard.push(`next: ${String(data)}`));
    client.on("*", (data) => heard.push(`all: ${String(data)}`));
    await until(() => client.state === "closed");
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).to.deep.equal([1, "next: 1", "all: 1", 2]);
  });

  it("stays closed where it is closed while the answer is on its way", async () => {
    let answer: (response: Response) => void = () => undefined;
    const { client, waits } = aClient(new Promise((resolve) => (answer = resolve)));
    await new Promise((resolve) => setImmediate(resolve));
    client.close();
    answer(new Response(frames("data: 1")));
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([client.state, waits]).to.deep.equal(["closed", []]);
  });

  it("hears twice what listens twice, ends each by itself, and at once", async () => {
    const { client } = aClient(frames("data: 1", "data: 2"));
    const heard: unknown[] = [];
    const listener = (data: unknown) => heard.push(data);
    const end = client.on("message", listener);
    client.on("message", () => endLast());
    client.on("message", listener);
    const endLast = client.on("message", () => heard.push("ended"));
    client.on("message", (data) => void (data === 1 && end()));
    await until(() => heard.length >= 3);
    expect(heard).to.deep.equal([1, 1, 2]);
    client.close();
  });

  it("begins anew where the server has taken the position back", async () => {
    const { client, cursors } = aClient(frames("id: a\ndata: 1", "id:\ndata: 2"));
    await until(() => cursors.length === 2);
    expect(cursors).to.deep.equal([null, null]);
    client.close();
  });
});
