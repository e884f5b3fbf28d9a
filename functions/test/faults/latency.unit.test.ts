import { expect } from "chai";
import type { HistoryRecord } from "./history.js";
import { lastArrivals, quantile } from "./latency.js";

const channel = "a";

const connected = (at: number, watcher: string, from = 0): HistoryRecord => {
  return {
    type: "connected",
    at,
    watcher,
    connection: `${watcher}@${from}`,
    channel,
    start: "live",
    from,
    head: from,
  };
};
const accepted = (at: number, seq: number): HistoryRecord => {
  return { type: "accepted", at, channel, attemptId: `post-${seq}`, messageId: `m${seq}`, seq };
};
const delivered = (at: number, watcher: string, seq: number, from = 0): HistoryRecord => {
  return {
    type: "delivered",
    at,
    watcher,
    connection: `${watcher}@${from}`,
    channel,
    seq,
    eventId: `e${seq}`,
  };
};
const disconnected = (at: number, watcher: string, from = 0): HistoryRecord => {
  return { type: "disconnected", at, watcher, connection: `${watcher}@${from}` };
};

describe("latency of a fault test", () => {
  it("is the time from a post's answer to the last stream that was open then", () => {
    const history = [
      connected(0, "w1"),
      connected(0, "w2"),
      accepted(10, 1),
      connected(11, "late"),
      delivered(15, "w1", 1),
      delivered(40, "w2", 1),
      delivered(900, "late", 1),
    ];
    expect(lastArrivals(history)).to.deep.equal([30]);
  });

  it("is nothing where streams had the event before its answer came", () => {
    expect(lastArrivals([connected(0, "w1"), delivered(9, "w1", 1), accepted(10, 1)])).to.deep.equal([0]);
  });

  it("counts a stream that never brought the event for as long as it was open, though the next one brings it", () => {
    const history = [
      connected(0, "w1"),
      accepted(10, 1),
      disconnected(5010, "w1"),
      connected(5020, "w1", 1),
      accepted(5030, 2),
      delivered(5031, "w1", 2, 1),
    ];
    expect(lastArrivals(history)).to.deep.equal([5000, 1]);
  });

  it("of a right that is taken away, counts what came: it may end before the answer says so", () => {
    const revoked: HistoryRecord = { type: "revoked", at: 9000, watcher: "w1", channel };
    const came = [connected(0, "w1"), accepted(10, 1), delivered(12, "w1", 1)];
    expect(lastArrivals([...came, accepted(30, 2), revoked, accepted(9010, 3)])).to.deep.equal([2]);
    expect(lastArrivals([...came, accepted(30, 2), disconnected(9000, "w1"), revoked])).to.deep.equal([2]);
  });

  it("a quantile is what so many do not exceed", () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile([], 0.5)]).to.deep.equal([51, 100, 0]);
  });
});
