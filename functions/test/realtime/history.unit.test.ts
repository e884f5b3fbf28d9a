import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { globalChannel } from "@firecast/contract/system";
import { userChannel } from "@firecast/contract/realtime";
import { Problem } from "../../src/platform/problems.js";
import { entryOf, joinCursor } from "../../src/realtime/cursor.js";
import { readHistory } from "../../src/realtime/history.js";
import { encodeWire, type LoggedEvent } from "../../src/realtime/log/event.js";
import type { LogReader } from "../../src/realtime/log/reader.js";
import { ephemeralKind } from "./support/arena.js";

const channel = channelOf(globalChannel, {});
const { history: kept } = channel.kind;
const epoch = "e1";
const timeOf = (seq: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, seq)).toISOString();

const eventAt = (seq: number): LoggedEvent => {
  const type = "system:health_update";
  const wire = encodeWire({
    ...{ id: `id${seq}`, channel: channel.name, type, seq },
    at: timeOf(seq),
    data: { status: "ok" },
  });
  return { channel: channel.name, epoch, seq, id: `id${seq}`, type, wire };
};

/** The log of a channel with so many events, and how many of them were read. */
function aLog(head: number) {
  const events = Array.from({ length: head }, (_, index) => eventAt(index + 1)).slice(-kept);
  const reads = { documents: 0 };
  const reader: LogReader = {
    head: () => {
      reads.documents++;
      return Promise.resolve(head === 0 ? { epoch: "", seq: 0 } : { epoch, seq: head });
    },
    from: (_, seq, limit) => {
      const found = events.filter((event) => event.seq >= seq).slice(0, limit);
      reads.documents += found.length;
      return Promise.resolve(found);
    },
  };
  const history = async (since?: string, limit = 10) => {
    const { items, nextCursor, complete } = await readHistory(reader, [channel], since, limit);
    const position = Array.from({ length: head + 1 }, (_, seq) => seq).find(
      (seq) => entryOf(channel.name, { epoch: seq === 0 ? "" : epoch, seq }) === nextCursor,
    );
    return { seqs: items.map(({ seq = 0 }) => seq), next: position, complete };
  };
  return { history, reads };
}

const cursorAt = (seq: number): string => entryOf(channel.name, { epoch, seq });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("the history of a channel", () => {
  it("L3: after a cursor reads the head and what it answers, no more", async () => {
    const { history, reads } = aLog(80);
    expect(await history(cursorAt(60), 5)).to.deep.equal({ seqs: range(61, 65), next: 65, complete: true });
    expect(reads.documents).to.equal(1 + 5);
  });

  it("L3: at its end reads the head alone", async () => {
    const { history, reads } = aLog(80);
    expect(await history(cursorAt(80))).to.deep.equal({ seqs: [], next: 80, complete: true });
    expect(reads.documents).to.equal(1);
  });

  it("without a cursor has the newest events, and says whether there were older ones", async () => {
    expect(await aLog(3).history()).to.deep.equal({ seqs: [1, 2, 3], next: 3, complete: true });
    const { history, reads } = aLog(kept + 2);
    expect(await history(undefined, 2)).to.deep.equal({
      seqs: [kept + 1, kept + 2],
      next: kept + 2,
      complete: false,
    });
    expect(reads.documents).to.equal(1 + 2);
    expect(await aLog(0).history()).to.deep.equal({ seqs: [], next: 0, complete: true });
  });

  it("after a cursor that is too old, or of another log, begins with the oldest and says so", async () => {
    const { history } = aLog(kept + 20);
    const oldest = { seqs: [21, 22], next: 22, complete: false };
    expect(await history(cursorAt(10), 2)).to.deep.equal(oldest);
    expect(await history(entryOf(channel.name, { epoch: "other", seq: 30 }), 2)).to.deep.equal(oldest);
    expect(await history(cursorAt(20), 2)).to.deep.equal({ ...oldest, complete: true });
  });

  it("since what is neither a time nor a cursor is refused, also where it has the form of one", async () => {
    const { history } = aLog(3);
    for (const since of ["yesterday", "tomorrow", "Monday", "2026-11-21", "1732233600", "now", "a b"]) {
      const errors = await history(since).then(
        () => undefined,
        (error: unknown) => (error instanceof Problem ? error.document().errors : error),
      );
      expect(errors, since).to.have.nested.property("[0].pointer", "/since");
    }
  });

  it("since a time begins with the first event that is not older", async () => {
    const { history } = aLog(kept + 20);
    expect(await history(timeOf(40), 3)).to.deep.equal({ seqs: [40, 41, 42], next: 42, complete: true });
    expect(await history(timeOf(1), 1)).to.deep.equal({ seqs: [21], next: 21, complete: false });
    expect(await history(timeOf(500))).to.deep.equal({ seqs: [], next: kept + 20, complete: true });
  });

  it("H1: of a channel without a log is empty, costs nothing, and does not claim to be whole", async () => {
    const { reads } = aLog(3);
    const reader: LogReader = {
      head: () => Promise.reject(new Error()),
      from: () => Promise.reject(new Error()),
    };
    const answer = await readHistory(reader, [channelOf(ephemeralKind, {})], undefined, 10);
    expect(answer).to.deep.include({ items: [], complete: false });
    expect(reads.documents).to.equal(0);
  });

  it("of several channels is in the order of times, and each goes on where it was left", async () => {
    const other = channelOf(userChannel, { uid: "mia" });
    const at = new Map([
      [channel.name, [1, 4, 5].map(timeOf)],
      // Of two instances whose clocks differ: the log's order counts.
      [other.name, [3, 2, 6].map(timeOf)],
    ]);
    const reader: LogReader = {
      head: () => Promise.resolve({ epoch, seq: 3 }),
      from: (name, first, limit) => {
        const events = (at.get(name) ?? []).map((time, index): LoggedEvent => {
          const [seq, id] = [index + 1, `${name}${index + 1}`.replaceAll("/", "-")];
          const envelope = { id, channel: name, type: "x", seq, at: time, data: {} };
          return { channel: name, epoch, seq, id, type: "x", wire: encodeWire(envelope) };
        });
        return Promise.resolve(events.slice(first - 1, first - 1 + limit));
      },
    };
    const read = async (since: string | undefined, limit: number) => {
      const { items, ...rest } = await readHistory(reader, [channel, other], since, limit);
      return { items: items.map(({ channel: of, seq }) => `${of} ${seq}`), ...rest };
    };
    const [g, o] = [channel.name, other.name];
    const start = joinCursor([g, o].map((name) => entryOf(name, { epoch: "", seq: 0 })));
    const first = await read(start, 4);
    expect(first.items).to.deep.equal([`${g} 1`, `${o} 1`, `${o} 2`, `${g} 2`]);
    const then = await read(first.nextCursor, 4);
    expect(then).to.deep.include({ items: [`${g} 3`, `${o} 3`], complete: true });
    expect((await read(then.nextCursor, 4)).items).to.deep.equal([]);
    expect(await read(undefined, 3)).to.deep.equal({
      items: [`${g} 2`, `${g} 3`, `${o} 3`],
      nextCursor: then.nextCursor,
      complete: false,
    });
    expect((await read(timeOf(5), 1)).items).to.deep.equal([`${g} 3`]);
  });
});
