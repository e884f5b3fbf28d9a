import { expect } from "chai";
import { rateWarnings, type Warning } from "../../../src/platform/rates/warnings.js";
import { setClock } from "../../support/setClock.js";

const rate = { perSecond: 10, burst: 100 };

function aWorld() {
  const clock = setClock("2026-03-01T12:00:00.000Z");
  const told: Warning[] = [];
  const warnNear = rateWarnings({ clock, tell: (warning) => void told.push(warning) });
  const look = (left: number, { userId = "mia", bucket = "writes" } = {}): void =>
    warnNear({ bucket, rate, left, userId, endpoint: "POST /api/spaces" });
  return { clock, told, look };
}

describe("the warning of a user who comes near a limit", () => {
  it("says what is left when a tenth is, and when it is whole again", () => {
    const { told, look } = aWorld();
    look(11);
    expect(told).to.deep.equal([]);
    look(10);
    expect(told).to.deep.equal([
      {
        userId: "mia",
        endpoint: "POST /api/spaces",
        remaining: 10,
        resetTime: "2026-03-01T12:00:09.000Z",
        timestamp: "2026-03-01T12:00:00.000Z",
      },
    ]);
  });

  it("comes once a minute of each limit, to each user", () => {
    const { clock, told, look } = aWorld();
    for (let left = 10; left >= 0; left--) look(left);
    look(3, { userId: "max" });
    look(0, { bucket: "reads" });
    expect(told.map(({ userId, remaining }) => [userId, remaining])).to.deep.equal([
      ["mia", 10],
      ["max", 3],
      ["mia", 0],
    ]);
    clock.pass(59_999);
    look(0);
    expect(told).to.have.lengthOf(3);
    clock.pass(1);
    look(0);
    expect(told).to.have.lengthOf(4);
  });
});
