import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import type { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { chatOf, join } from "./chat.js";
import { arrives, connected, signal } from "./signals.js";

/** Far below what production's looks into the log (30 s) and at rights (300 s) could do: the servers have its settings. */
export const promptMs = 2000;
/** A function of the emulator that was not called before takes its time. */
export const coldMs = 60_000;

/** How long the streams of one process take to know of what another has done. */
export class Lags {
  private constructor(
    private readonly watched: ServerProcess,
    readonly owner: TestUser,
  ) {}

  static async start(): Promise<Lags> {
    return new Lags(...(await Promise.all([sharedServer("second"), aUser()])));
  }

  /** A stream of the user's own channel. */
  streamOf(user: TestUser): Promise<SseClient> {
    return connected(this.watched, user);
  }

  ofEvent(server: ServerProcess, user: TestUser, stream: SseClient): Promise<number> {
    const payload = randomUUID();
    return lag(signal(server, user, payload), arrives(stream, payload, coldMs));
  }

  /** Until the stream of a member ends who was removed. */
  async ofRemoval(server: ServerProcess, spaceId: string): Promise<number> {
    const guest = await aUser();
    await join(this.watched, spaceId, guest);
    const stream = await connected(this.watched, guest, { query: `channels=${chatOf(spaceId)}` });
    const ended = stream.waitFor(({ event }) => event === "error", coldMs);
    const ms = await lag(this.remove(server, spaceId, guest), ended);
    await stream.ended;
    return ms;
  }

  private async remove(server: ServerProcess, spaceId: string, guest: TestUser): Promise<void> {
    const path = `/spaces/${spaceId}/members/${guest.uid}`;
    const answer = await send(server.baseUrl, "DELETE", path, { token: this.owner.idToken });
    expect(answer.status, answer.text).to.equal(204);
  }
}

/** ms between the answer and what it brings about. */
async function lag(asked: Promise<unknown>, effect: Promise<unknown>): Promise<number> {
  const [answeredAt, seenAt] = await Promise.all(
    [asked, effect].map((event) => event.then(() => performance.now())),
  );
  if (answeredAt === undefined || seenAt === undefined) throw new Error("both have happened");
  return Math.max(0, seenAt - answeredAt);
}
