import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { aUser } from "../support/users.js";
import { aSpace } from "./chat.js";
import { coldMs, Lags, promptMs } from "./lags.js";

/**
 * Two ways lead from a write to the streams: the process that wrote tells the bus, and a trigger tells it again. Each has to
 * do without the other. See `busAlone.quiet.test.ts`.
 */
describe("how soon the streams of another process know by the triggers alone, when the process that wrote never told the bus", function () {
  this.timeout(2 * coldMs + 30_000);
  let lags: Lags;
  /** Where its bus should be is nothing. */
  let mute: ServerProcess;

  before(async () => {
    [lags, mute] = await Promise.all([Lags.start(), startServer({ PUBSUB_EMULATOR_HOST: "127.0.0.1:1" })]);
  });

  after(() => mute.stop("SIGKILL"));

  /**
   * The emulator starts a process for each function when it is first called, and for more calls at once: what is prompt is
   * so three times in a row, some time.
   */
  async function untilPrompt(measure: () => Promise<number>): Promise<void> {
    const lags: number[] = [];
    const deadline = performance.now() + coldMs;
    while (lags.length < 3 || lags.slice(-3).some((ms) => ms >= promptMs)) {
      if (performance.now() > deadline) throw new Error(`Not prompt, but after so many ms: ${lags.join()}`);
      lags.push(await measure());
    }
  }

  it(`G2: an event within ${promptMs} ms`, async () => {
    const user = await aUser();
    const stream = await lags.streamOf(user);
    await untilPrompt(() => lags.ofEvent(mute, user, stream));
    stream.close();
  });

  it(`G4: a removed member's stream ends within ${promptMs} ms (H6)`, async () => {
    const spaceId = await aSpace(mute, lags.owner);
    await untilPrompt(() => lags.ofRemoval(mute, spaceId));
  });
});
