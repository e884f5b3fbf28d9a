import { expect } from "chai";
import { closeCodeFor, closeCodeOf } from "../../../../src/realtime/transports/webSocket/closeCodes.js";
import { namesIn, rowsOf } from "../../../readme/pages.js";

const reasons = [
  "shutting_down",
  "lifetime",
  "byte_budget",
  "idle",
  "rights_changed",
  "overloaded",
  "unavailable",
  "token_expiring",
  "unauthenticated",
  "revoked",
  "slow_reader",
  "connection_limit",
  "rate_limited",
] as const;

/** The reasons of each code, as the page has them. */
const documented = new Map(
  rowsOf("docs/sockets.md", "code").flatMap(([code = "", names = ""]) =>
    namesIn(names).map((name) => [name, Number(code)]),
  ),
);

describe("the code that a WebSocket is closed with", () => {
  for (const reason of reasons) {
    it(`${reason}: ${closeCodeOf(reason)}`, () => {
      expect(documented.get(reason)).to.equal(closeCodeOf(reason));
    });
  }

  it("is 4000 and the status where a connection is refused, and 1013 for trouble of ours", () => {
    expect([401, 403, 429, 500, 503].map(closeCodeFor)).to.deep.equal([4401, 4403, 4429, 1013, 1013]);
  });
});
