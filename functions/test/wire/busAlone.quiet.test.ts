import { expect } from "chai";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aUser } from "../support/users.js";
import { aSpace } from "./chat.js";
import { coldMs, Lags, promptMs } from "./lags.js";
import { range } from "./signals.js";

/** The other way is by triggers: no function runs here. See `promptness.test.ts`. */
describe("how soon the streams of another process know by the bus alone", function () {
  this.timeout(2 * coldMs + 30_000);
  let lags: Lags;
  let telling: ServerProcess;

  before(async () => {
    [lags, telling] = await Promise.all([Lags.start(), sharedServer("first")]);
  });

  it(`G2: each event within ${promptMs} ms`, async () => {
    const user = await aUser();
    const stream = await lags.streamOf(user);
    for (const _ of range(1, 5)) expect(await lags.ofEvent(telling, user, stream)).to.be.lessThan(promptMs);
    stream.close();
  });

  it(`G4: a removed member's stream ends within ${promptMs} ms (H6)`, async () => {
    const spaceId = await aSpace(telling, lags.owner);
    for (const _ of range(1, 3)) expect(await lags.ofRemoval(telling, spaceId)).to.be.lessThan(promptMs);
  });
});
