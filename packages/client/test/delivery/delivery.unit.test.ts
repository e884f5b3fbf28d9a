import { expect } from "chai";
import type { RealtimeEvent } from "../../src/index.js";
import { createTestRealtime } from "../../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";

/** What handlers got, as `seq`s, or ids of what has none. */
function recorder() {
  const seqs: unknown[] = [];
  return { seqs, take: ({ seq, id }: RealtimeEvent) => void seqs.push(seq ?? id) };
}

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("what a handler gets", () => {
  it("begins at the present, and is every durable event once, in the order of seq", async () => {
    const { realtime, server, clock } = createTestRealtime();
    server.publish(chat, typed);
    const { seqs, take } = recorder();
    realtime.subscribe(chat, take);
    await clock.pass(100);
    expect(realtime.state).to.deep.equal({ type: "open" });
    server.duplicate();
    for (let n = 0; n < 5; n++) server.publish(chat, typed);
    await clock.pass(100);
    expect(seqs).to.deep.equal(upTo(6, 2));
  });

  it("is whole and in order after 50 cuts at any moment", async () => {
    const { realtime, server, clock } = createTestRealtime();
    const { seqs, take } = recorder();
    realtime.subscribe(chat, take);
    await clock.pass(100);
    for (let n = 1; n <= 150; n++) {
      server.publish(chat, typed);
      if (n % 3 === 0) server.cut();
      await clock.pass(n % 7 === 0 ? 700 : 0);
    }
    await clock.pass(40_000);
    expect(seqs).to.deep.equal(upTo(150));
    expect(realtime.state.type).to.equal("open");
  });

  it("lacks nothing that a stream has dropped: the hole is seen by the next event, or by the pings", async () => {
    const { realtime, server, clock } = createTestRealtime();
    const { seqs, take } = recorder();
    realtime.subscribe(chat, take);
    await clock.pass(100);
    server.publish(chat, typed);
    server.drop(2);
    for (let n = 0; n < 3; n++) server.publish(chat, typed);
    await clock.pass(100);
    expect(seqs).to.deep.equal(upTo(4));
    server.drop();
    server.publish(chat, typed);
    await clock.pass(65_000);
    expect(seqs).to.deep.equal(upTo(5));
  });

  it("of a keyed channel may leave numbers out", async () => {
    const reads = "spaces/lobby/reads";
    const { realtime, server, clock } = createTestRealtime({}, { keyed: [reads] });
    const { seqs, take } = recorder();
    realtime.subscribe(reads, take);
    await clock.pass(100);
    server.publish(reads, "chat:read");
    server.drop();
    server.publish(reads, "chat:read");
    server.publish(reads, "chat:read");
    await clock.pass(100);
    expect(seqs).to.deep.equal([1, 3]);
  });

  it("is one event only, if it is in three of its channels", async () => {
    const { realtime, server, clock } = createTestRealtime();
    const channels = ["orgs/o/issues", "campuses/c/issues", "buildings/b/issues"] as const;
    const [one, all, last] = [recorder(), recorder(), recorder()];
    realtime.subscribe(channels, one.take);
    realtime.subscribe("*", all.take);
    realtime.subscribe("buildings/b/issues", last.take);
    await clock.pass(100);
    for (const channel of channels) server.publish(channel, "issue:created", {}, { id: "i1" });
    await clock.pass(100);
    expect([one.seqs, all.seqs, last.seqs]).to.deep.equal([[1], [1], [1]]);
  });

  it("is told to who hears everything also when a channel begins, or begins after a reset", async () => {
    const { realtime, server, clock } = createTestRealtime();
    const told: unknown[] = [];
    realtime.subscribe("*", () => undefined, {
      onStart: ({ channel, start }) => told.push(`${channel} ${start}`),
    });
    realtime.subscribe(chat, () => undefined);
    await clock.pass(100);
    server.recreate(chat);
    server.cut();
    await clock.pass(5000);
    expect(told).to.deep.equal([`${chat} live`, `${chat} reset`]);
  });

  it("is skipped and told of where a validator finds it wrong, or throws", async () => {
    const validate = ({ data }: { data: unknown }): string | undefined => {
      if (data === "thrown") throw new Error("no schema");
      return data === "wrong" ? "It is wrong." : undefined;
    };
    const { realtime, server, clock } = createTestRealtime({ validate });
    const { seqs, take } = recorder();
    const errors: string[] = [];
    realtime.onError(({ code, message }) => errors.push(`${code}: ${message}`));
    realtime.subscribe(chat, take);
    await clock.pass(100);
    for (const data of ["right", "wrong", "thrown", "right"]) server.publish(chat, typed, data);
    await clock.pass(100);
    expect([seqs, errors]).to.deep.equal([
      [1, 4],
      ["invalid: It is wrong.", "invalid: no schema"],
    ]);
    expect(realtime.monitor().connects).to.equal(1);
  });

  it("is the events of a batch, one by one", async () => {
    const { realtime, server, clock } = createTestRealtime();
    const { seqs, take } = recorder();
    realtime.subscribe(chat, take);
    await clock.pass(100);
    const at = new Date(0).toISOString();
    const events = upTo(3).map((seq) => ({ id: `e${seq}`, channel: chat, type: typed, seq, at, data: {} }));
    server.write(`id: ${chat}~1~3\nevent: batch\ndata: ${JSON.stringify({ channel: chat, events })}\n\n`);
    await clock.pass(10);
    expect(seqs).to.deep.equal([1, 2, 3]);
  });

  it("comes to one of two clients whether or not the other's handler throws, which is told", async () => {
    const { realtime, server, clock } = createTestRealtime();
    const { seqs, take } = recorder();
    const errors: string[] = [];
    realtime.onError(({ code }) => errors.push(code));
    realtime.subscribe(chat, () => {
      throw new Error("a bug");
    });
    const late = (): unknown => Promise.reject(new Error("another"));
    realtime.subscribe(chat, late);
    realtime.subscribe(chat, take);
    await clock.pass(100);
    server.publish(chat, typed);
    await clock.pass(10);
    expect(seqs).to.deep.equal([1]);
    expect(errors).to.deep.equal(["handler", "handler"]);
  });

  it("is nothing of frames that are broken or unknown: they are told, and what follows comes", async () => {
    const { realtime, server, clock } = createTestRealtime();
    const { seqs, take } = recorder();
    const errors: string[] = [];
    realtime.onError(({ code }) => errors.push(code));
    realtime.subscribe(chat, take);
    await clock.pass(100);
    server.write("event: chat:message:created\ndata: {not json\n\n");
    server.write('event: no:such\ndata: {"a": 1}\n\n');
    server.publish(chat, typed);
    await clock.pass(100);
    expect(errors).to.deep.equal(["frame", "frame"]);
    expect(seqs).to.deep.equal([1]);
  });

  it("after a reset are the events that came while the state was fetched, once it is there", async () => {
    const { realtime, server, clock } = createTestRealtime({}, { history: 5 });
    const { seqs, take } = recorder();
    const fetched: unknown[] = [];
    let arrive: () => void = () => undefined;
    realtime.subscribe(chat, take, {
      refetch: ({ start, head }) => {
        fetched.push({ start, head });
        return new Promise<void>((resolve) => (arrive = resolve));
      },
    });
    await clock.pass(100);
    server.down();
    for (let n = 0; n < 20; n++) server.publish(chat, typed);
    server.down(false);
    await clock.pass(5000);
    expect(fetched).to.deep.equal([{ start: "reset", head: 20 }]);
    server.publish(chat, typed);
    await clock.pass(100);
    expect(seqs).to.deep.equal([]);
    arrive();
    await clock.pass(10);
    expect(seqs).to.deep.equal([21]);
  });

  it("goes on after a reload where its state was saved, both in one write", async () => {
    const { page, server, clock, another, realtime: first } = createTestRealtime();
    let state: number[] = [];
    const keep = {
      state: {
        name: "chat",
        save: () => state,
        restore: (saved: unknown) => void (state = saved as number[]),
      },
    };
    const take = ({ seq }: RealtimeEvent): void => void (state = [...state, seq ?? 0]);
    first.subscribe(chat, take, keep);
    await clock.pass(100);
    for (let n = 0; n < 3; n++) server.publish(chat, typed);
    await clock.pass(100);
    const reloaded = page.reload();
    state = [];
    server.publish(chat, typed);
    const plain = recorder();
    const again = another({}, reloaded);
    again.subscribe(chat, plain.take);
    again.subscribe(chat, take, keep);
    await clock.pass(100);
    server.publish(chat, typed);
    await clock.pass(100);
    expect(state).to.deep.equal([1, 2, 3, 4, 5]);
    expect(plain.seqs.at(-1)).to.equal(5);
  });

  it("is of the user who is signed in: after a sign-out nothing of the first reaches the second", async () => {
    const { realtime, server, clock } = createTestRealtime();
    const { seqs, take } = recorder();
    realtime.subscribe("notifications", take);
    await clock.pass(100);
    server.publish("users/mia/notifications", "notification:created");
    await clock.pass(100);
    realtime.signOut();
    expect(realtime.state).to.deep.equal({ type: "suspended", reason: "auth" });
    server.publish("users/mia/notifications", "notification:created");
    await clock.pass(60_000);
    expect([server.open, realtime.recent()]).to.deep.equal([0, []]);
    expect(seqs).to.deep.equal([1]);
  });
});
