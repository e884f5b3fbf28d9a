import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel } from "@firecast/contract/space/chat";
import { globalChannel } from "@firecast/contract/system";
import { readSettings } from "../../../src/platform/params.js";
import { unavailable } from "../../../src/platform/problems.js";
import type { Attachment } from "../../../src/realtime/hub/attach.js";
import { Batch } from "../../../src/realtime/hub/batch.js";
import type { ClientSession } from "../../../src/realtime/session/clientSession.js";
import { SessionRegistry } from "../../../src/realtime/session/sessionRegistry.js";
import type { SessionRequest } from "../../../src/realtime/session/sessionRequest.js";
import { recordedLog } from "../../support/recordedLog.js";
import { setClock } from "../../support/setClock.js";
import { signedIn } from "../../support/signedIn.js";
import { aTransport } from "../support/aTransport.js";

const chat = channelOf(chatChannel, { spaceId: "s1" });
const everywhere = channelOf(globalChannel, {});
const event = { type: "chat:message:created", wire: "{}" };
const problem = { type: "urn:firecast:problem:unauthenticated", title: "Sign in first", status: 401 };

interface World {
  session: ClientSession;
  sessions: SessionRegistry;
  connection: ReturnType<typeof aTransport>;
}

interface Given {
  poll?: boolean;
  /** The log cannot be read. */
  broken?: boolean;
  request?: Partial<SessionRequest>;
}

/** Opens a session of two channels, three seconds pass, something ends it, and the log says what. */
async function endedBy(
  act: (world: World) => unknown,
  { poll = false, broken = false, request }: Given = {},
) {
  const clock = setClock();
  const log = recordedLog();
  const released: string[] = [];
  const attachmentOf = (channel: string): Attachment => ({
    start: { channel, start: "live", from: 0, head: 0 },
    entry: "abcd0",
    awaitsState: false,
    begin: () => undefined,
    release: () => void released.push(channel),
  });
  const sessions = new SessionRegistry({
    hub: {
      listen: () => Promise.resolve(),
      hold: () => () => undefined,
      headOf: () => 0,
      attach: ({ name }) => (broken ? Promise.reject(unavailable()) : Promise.resolve(attachmentOf(name))),
    },
    clock,
    ids: { next: () => "c1", secret: () => "s1" },
    random: () => 1,
    log,
    settings: { ...readSettings({ GCLOUD_PROJECT: "demo-firecast" }), streamBytes: 5000 },
  });
  let session: ClientSession | undefined;
  sessions.observe({ opened: (opened) => (session = opened), closed: () => undefined });
  const connection = aTransport({ poll });
  const channels = [chat, everywhere];
  const replays = { sent: () => undefined, owed: () => undefined };
  const begin = { type: "live", history: 0 } as const;
  const live = { user: signedIn(), channels, begin, replays, ...request };
  await sessions.serve(connection.transport, live);
  clock.pass(3000);
  if (session) act({ session, sessions, connection });
  expect(sessions.count).to.equal(0);
  const bytes = connection.chunks.reduce((sum, { length }) => sum + length, 0);
  return { closed: log.named("stream.closed"), bytes, released, connection };
}

const toBytes = (count: number) => new Batch(chat.name, [{ ...event, wire: "x".repeat(count) }]);

describe("a stream that is over", () => {
  for (const [reason, act, given] of [
    ["client_gone", ({ connection }) => connection.close()],
    ["lifetime", ({ session }) => session.expire()],
    ["token_expiring", ({ session }) => session.expire(), { request: { user: signedIn({ expiresAt: 1 }) } }],
    ["byte_budget", ({ session }) => session.deliver(toBytes(6000))],
    [
      "slow_reader",
      ({ session, connection }) => {
        connection.state.waiting = 2_000_000;
        session.deliver(toBytes(10));
      },
    ],
    [
      "revoked",
      ({ session }) => {
        session.revoked(chat.name);
        session.revoked(everywhere.name);
      },
    ],
    ["connection_limit", ({ session }) => session.giveWay()],
    ["connection_limit", ({ session }) => session.giveWay(), { poll: true }],
    ["shutting_down", ({ sessions, connection }) => [sessions.drain(), connection.close()]],
    ["rights_changed", ({ session }) => session.end("rights_changed")],
    ["unauthenticated", ({ session }) => session.refuse(problem)],
    ["answered", ({ session }) => session.deliver(toBytes(10)), { poll: true }],
    ["poll_over", ({ session }) => session.expire(), { poll: true }],
  ] satisfies [string, (world: World) => unknown, Given?][]) {
    it(`is logged once, with ${reason} as the reason${given && "poll" in given ? " of a long poll" : ""}`, async () => {
      const { closed, bytes, connection } = await endedBy((world) => {
        act(world);
        // Whatever comes after the end says nothing more.
        world.session.end("lifetime");
        world.connection.close();
      }, given);
      expect(closed).to.deep.equal([
        {
          reason,
          ms: 3000,
          bytes,
          channels: [chat.name, everywhere.name],
          channelCount: 2,
          connectionId: "c1",
          uid: "mia",
          transport: given && "poll" in given ? "long_poll" : "sse",
        },
      ]);
      expect(connection.state.ended).to.equal(reason === "client_gone" ? undefined : reason);
    });
  }

  it("is logged, too, if it could not open", async () => {
    const { closed } = await endedBy(() => undefined, { broken: true });
    expect(closed.map(({ reason, ms }) => ({ reason, ms }))).to.deep.equal([
      { reason: "unavailable", ms: 0 },
    ]);
  });

  it("names five channels of many", async () => {
    const many = Array.from({ length: 7 }, (_, index) => channelOf(chatChannel, { spaceId: `s${index}` }));
    const { closed } = await endedBy(({ session }) => session.expire(), { request: { channels: many } });
    const names = many.slice(0, 5).map(({ name }) => name);
    expect(closed[0]).to.deep.include({ channels: names, channelCount: 7 });
  });

  it("says nothing of the ticket that opened it, nor of a cursor", async () => {
    const ticket = {
      id: "t1",
      secret: "verysecretverysecret",
      firstCursor: "f",
      use: () => Promise.resolve(),
    };
    const { closed } = await endedBy(({ session }) => session.expire(), { request: { ticket } });
    expect(JSON.stringify(closed)).not.to.match(/verysecret|abcd0|t1/);
  });

  it("leaves all its channels", async () => {
    const { released } = await endedBy(({ session }) => session.expire());
    expect(released).to.deep.equal([chat.name, everywhere.name]);
  });
});
