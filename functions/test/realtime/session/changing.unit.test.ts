import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel } from "@firecast/contract/space/chat";
import { globalChannel } from "@firecast/contract/system";
import { seconds } from "../../../src/platform/clock.js";
import { readSettings } from "../../../src/platform/params.js";
import type { Attachment, Begin } from "../../../src/realtime/hub/attach.js";
import { Batch } from "../../../src/realtime/hub/batch.js";
import { SessionRegistry } from "../../../src/realtime/session/sessionRegistry.js";
import { recordedLog } from "../../support/recordedLog.js";
import { setClock } from "../../support/setClock.js";
import { signedIn } from "../../support/signedIn.js";
import { aStream } from "../support/aStream.js";
import { aTransport } from "../support/aTransport.js";

const chat = channelOf(chatChannel, { spaceId: "s1" });
const everywhere = channelOf(globalChannel, {});
const live: Begin = { type: "live", history: 0 };

/** An open session without any channel, and what its observers and its client have heard, in order. */
async function aSession() {
  const clock = setClock();
  const heard: string[] = [];
  const broken = new Set<string>();
  const connection = aTransport();
  const attachmentOf = (channel: string): Attachment => ({
    start: { channel, start: "live", from: 0, head: 0 },
    entry: "abcd0",
    awaitsState: false,
    begin: () => void heard.push(`begin ${channel}`),
    release: () => void heard.push(`release ${channel}`),
  });
  const sessions = new SessionRegistry({
    hub: {
      listen: () => Promise.resolve(),
      hold: () => () => undefined,
      headOf: () => 0,
      attach: ({ name }) =>
        broken.has(name) ? Promise.reject(new Error("no log")) : Promise.resolve(attachmentOf(name)),
    },
    clock,
    ids: { next: () => "c1", secret: () => "s1" },
    random: () => 1,
    log: recordedLog(),
    settings: readSettings({ GCLOUD_PROJECT: "demo-firecast" }),
  });
  sessions.observe({
    opened: () => void heard.push("opened"),
    joined: (_, channels) => void heard.push(`joined ${channels.join()}`),
    renewed: () => void heard.push("renewed"),
    left: (_, channel) => void heard.push(`left ${channel}`),
    closed: () => void heard.push("closed"),
  });
  const user = signedIn({ expiresAt: clock.now() + seconds(3600) });
  const replays = { sent: () => undefined, owed: () => undefined };
  const session = await sessions.serve(connection.transport, { user, channels: [], begin: live, replays });
  if (!session) throw new Error("there is a place for it");
  return { session, sessions, connection, clock, heard, broken, user };
}

describe("a session that is open", () => {
  it("gains channels: its client is told where each starts before the first event comes", async () => {
    const { session, sessions, heard } = await aSession();
    await sessions.join(session, [chat, everywhere], live, (starts) =>
      heard.push(`told ${starts.map(({ channel }) => channel).join()}`),
    );
    expect(session.channels).to.deep.equal([chat.name, "global"]);
    expect(heard).to.deep.equal([
      "opened",
      `told ${chat.name},global`,
      `begin ${chat.name}`,
      "begin global",
      `joined ${chat.name},global`,
    ]);
  });

  it("gains all of the channels that it asks for, or none", async () => {
    const { session, sessions, heard, broken } = await aSession();
    broken.add("global");
    const joining = sessions.join(session, [chat, everywhere], live, () => heard.push("told"));
    await joining.then(() => expect.fail("it has joined"), String);
    expect(session.channels).to.deep.equal([]);
    expect(heard).to.deep.equal(["opened", `release ${chat.name}`]);
  });

  it("loses a channel, and its place in the cursor", async () => {
    const { session, sessions, connection, heard } = await aSession();
    await sessions.join(session, [chat, everywhere], live, () => undefined);
    expect(session.leave(chat.name)).to.equal(true);
    expect(session.leave(chat.name)).to.equal(false);
    expect(heard.slice(-2)).to.deep.equal([`release ${chat.name}`, `left ${chat.name}`]);
    session.deliver(new Batch("global", [{ entry: "efgh1", type: "system:announcement", wire: "{}" }]));
    expect(connection.chunks.at(-1)?.toString()).to.match(/^id: efgh1\n/);
  });

  it("releases what was attached for it when it has ended meanwhile", async () => {
    const { session, sessions, heard } = await aSession();
    session.end("lifetime");
    await sessions.join(session, [chat], live, () => heard.push("told"));
    expect(heard).to.deep.equal(["opened", "closed", `release ${chat.name}`]);
  });

  it("lives on with a newer proof of its user, yet no longer than any other", async () => {
    const { session, sessions, clock, heard, user } = await aSession();
    const { streamLifetimeMs } = readSettings({ GCLOUD_PROJECT: "demo-firecast" });
    const soon = clock.now() + seconds(60);
    sessions.renew(session, { ...user, expiresAt: soon });
    expect(session.options).to.deep.include({ endsAt: soon - seconds(5), endsBecause: "token_expiring" });
    const opened = session.options.openedAt;
    sessions.renew(session, { ...user, expiresAt: clock.now() + seconds(36_000) });
    expect(session.options).to.deep.include({ endsAt: opened + streamLifetimeMs, endsBecause: "lifetime" });
    expect(heard).to.deep.equal(["opened", "renewed", "renewed"]);
    session.end("lifetime");
    sessions.renew(session, user);
    expect(sessions.count).to.equal(0);
  });

  it("is cut off when nothing was heard of its client between two pings", async () => {
    const { session, connection } = await aSession();
    let silent = false;
    Object.assign(connection.transport.sink, { hasFallenSilent: () => silent });
    const ping = { bytes: Buffer.from("ping") };
    session.ping(ping);
    silent = true;
    session.ping(ping);
    expect(connection.chunks.filter((chunk) => String(chunk) === "ping")).to.have.length(1);
    expect(connection.transport.sink.closed).to.equal(true);
  });

  it("is not cut off for a ping that came before `connected`, and was not sent", () => {
    const { stream, start, transport, written } = aStream({}, { opening: true });
    let answered = true;
    const hasFallenSilent = (): boolean => {
      const silent = !answered;
      answered = false;
      return silent;
    };
    Object.assign(transport.sink, { hasFallenSilent });
    const ping = { bytes: Buffer.from("ping") };
    stream.ping(ping);
    start();
    stream.ping(ping);
    expect(transport.sink.closed).to.equal(false);
    stream.ping(ping);
    expect(transport.sink.closed).to.equal(true);
    expect(written()).to.match(/connected.*ping$/s);
  });
});
