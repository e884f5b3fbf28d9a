import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { send } from "../support/api.js";
import { backgroundTriggers } from "../support/backgroundTriggers.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import type { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { aSpace, chatOf, join } from "./chat.js";
import { arrives, connected, range, signal } from "./signals.js";

/** Far below what production's looks into the log (30 s) and at rights (300 s) could do: the servers have its settings. */
const promptMs = 2000;
/** A function of the emulator that was not called before takes its time. */
const coldMs = 60_000;

/**
 * Two ways lead from a write to the streams: the process that wrote tells the bus, and a trigger tells it again. Each has to
 * do without the other.
 */
describe("how soon the streams of another process know", function () {
  this.timeout(2 * coldMs + 30_000);
  let watched: ServerProcess;
  let owner: TestUser;

  before(async () => {
    [watched, owner] = await Promise.all([sharedServer("second"), aUser()]);
  });

  /** ms between the answer and what it brings about. */
  async function lag(asked: Promise<unknown>, effect: Promise<unknown>): Promise<number> {
    const [answeredAt, seenAt] = await Promise.all(
      [asked, effect].map((event) => event.then(() => performance.now())),
    );
    if (answeredAt === undefined || seenAt === undefined) throw new Error("both have happened");
    return Math.max(0, seenAt - answeredAt);
  }

  async function removeFrom(server: ServerProcess, spaceId: string, guest: TestUser): Promise<void> {
    const path = `/spaces/${spaceId}/members/${guest.uid}`;
    const answer = await send(server.baseUrl, "DELETE", path, { token: owner.idToken });
    expect(answer.status, answer.text).to.equal(204);
  }

  /** A new member, and a stream of the chat. */
  async function memberStream(spaceId: string): Promise<{ guest: TestUser; stream: SseClient }> {
    const guest = await aUser();
    await join(watched, spaceId, guest);
    const stream = await connected(watched, guest, { query: `channels=${chatOf(spaceId)}` });
    return { guest, stream };
  }

  async function removalLag(server: ServerProcess, spaceId: string): Promise<number> {
    const { guest, stream } = await memberStream(spaceId);
    const ended = stream.waitFor(({ event }) => event === "error", coldMs);
    const ms = await lag(removeFrom(server, spaceId, guest), ended);
    await stream.ended;
    return ms;
  }

  function eventLag(server: ServerProcess, user: TestUser, stream: SseClient): Promise<number> {
    const payload = randomUUID();
    return lag(signal(server, user, payload), arrives(stream, payload, coldMs));
  }

  describe("by the bus alone, while no trigger runs", () => {
    let telling: ServerProcess;

    before(async () => {
      telling = await sharedServer("first");
      await backgroundTriggers("disable");
    });

    it(`G2: each event within ${promptMs} ms`, async () => {
      const user = await aUser();
      const stream = await connected(watched, user);
      for (const _ of range(1, 5)) expect(await eventLag(telling, user, stream)).to.be.lessThan(promptMs);
      stream.close();
    });

    it(`G4: a removed member's stream ends within ${promptMs} ms (H6)`, async () => {
      const spaceId = await aSpace(telling, owner);
      for (const _ of range(1, 3)) expect(await removalLag(telling, spaceId)).to.be.lessThan(promptMs);
    });
  });

  describe("by the triggers alone, when the process that wrote never told the bus", () => {
    /** Where its bus should be is nothing. */
    let mute: ServerProcess;

    before(async () => {
      await backgroundTriggers("enable");
      mute = await startServer({ PUBSUB_EMULATOR_HOST: "127.0.0.1:1" });
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
      const stream = await connected(watched, user);
      await untilPrompt(() => eventLag(mute, user, stream));
      stream.close();
    });

    it(`G4: a removed member's stream ends within ${promptMs} ms (H6)`, async () => {
      const spaceId = await aSpace(mute, owner);
      await untilPrompt(() => removalLag(mute, spaceId));
    });
  });
});
