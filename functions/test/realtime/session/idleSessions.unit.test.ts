import { expect } from "chai";
import { minutes, seconds } from "../../../src/platform/clock.js";
import { IdleSessions } from "../../../src/realtime/session/ending/idleSessions.js";
import { setClock } from "../../support/setClock.js";

/** When a session ends for want of events, s; it has a ping every 30 s and an event at each of these times. */
function endOf(idleMs: number, ...events: readonly number[]): number | undefined {
  const clock = setClock();
  const idle = new IdleSessions(idleMs);
  const session = { sentBytes: 200 };
  for (let second = 1; second <= 3600; second++) {
    clock.pass(seconds(1));
    if (events.includes(second)) session.sentBytes += 50;
    if (second % 30 !== 0) continue;
    if (idle.isIdle(session, clock.now())) return second;
    session.sentBytes += 40;
    idle.pinged(session);
  }
  return undefined;
}

describe("a stream without an event", () => {
  it("ends after the time that is set, and not before", () => {
    expect(endOf(minutes(5))).to.equal(330);
    expect(endOf(minutes(5), 200)).to.equal(510);
    expect(endOf(minutes(5), 100, 350, 351, 600)).to.equal(900);
  });

  it("goes on as long as something happens once in that time", () => {
    const events = Array.from({ length: 13 }, (_, n) => n * 290 + 17);
    expect(endOf(minutes(5), ...events)).to.equal(undefined);
  });

  it("goes on where nothing is set", () => {
    expect(endOf(0)).to.equal(undefined);
  });
});
