import { expect } from "chai";
import { Connected } from "@firecast/contract/core/events";
import { Ticket } from "@firecast/contract/realtime";
import { Refreshed, Subscribed } from "@firecast/contract/sockets";
import { send } from "../../support/api.js";
import { callerOf } from "../../support/caller.js";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { aUser, type TestUser } from "../../support/users.js";
import { type OpenOptions, SocketClient } from "../../support/webSocket.js";
import { channelOf } from "../signals.js";

const app = "http://localhost:5000";
const evil = "https://evil.example";

describe("who connects to /api/ws", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;
  let other: TestUser;
  let cookie: string;

  before(async () => {
    [server, user, other] = await Promise.all([sharedServer("sockets"), aUser(), aUser()]);
    const answer = await send(server.baseUrl, "POST", "/session", { body: { idToken: user.idToken } });
    cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  });

  const open = (options: OpenOptions): Promise<SocketClient> => SocketClient.open(server.baseUrl, options);

  /** Whether the user's own channel is read, or how the connection ends. */
  async function outcome(options: OpenOptions): Promise<unknown> {
    const client = await open(options);
    client.tell({ type: "subscribe", channel: channelOf(user), id: 1 });
    await client.answerTo(1).catch(() => undefined);
    const answer = client.said.find(({ type }) => type === "answer");
    const end = answer ? answer["ok"] : await client.closed();
    client.close();
    return end;
  }

  const bearer = (): string[] => ["firecast.v1", `bearer.${user.idToken}`];
  const aTicket = async (): Promise<string> =>
    Ticket.parse((await callerOf(server.baseUrl, user).post("/realtime/tickets")).body).ticket;

  it("says so by a token, in the header or as a subprotocol, by the cookie from an origin of ours, or by a ticket", async () => {
    const ticket = `?ticket=${await aTicket()}`;
    const ways: OpenOptions[] = [
      { token: user.idToken },
      { protocols: bearer() },
      { protocols: bearer(), headers: { Origin: app } },
      { headers: { Cookie: cookie, Origin: app } },
      { query: ticket },
    ];
    expect(await Promise.all(ways.map(outcome))).to.deep.equal(ways.map(() => true));
    const client = await open({ protocols: bearer() });
    client.close();
    expect(client.socket.protocol).to.equal("firecast.v1");
    expect(await outcome({ query: ticket })).to.deep.equal({ code: 4401, reason: "unauthenticated" });
  });

  it("is refused from a foreign origin whatever it brings, and by a cookie without any", async () => {
    const foreign: OpenOptions[] = [
      { headers: { Cookie: cookie, Origin: evil } },
      { headers: { Cookie: cookie, Origin: "null" } },
      { headers: { Cookie: cookie } },
      { token: user.idToken, headers: { Origin: evil } },
      { headers: { Origin: `${app}.evil.example` } },
    ];
    const refused = { code: 4403, reason: "foreign_origin" };
    expect(await Promise.all(foreign.map(outcome))).to.deep.equal(foreign.map(() => refused));
  });

  it("is refused with a proof that is none; a token in the URL is no proof", async () => {
    const bad: OpenOptions[] = [
      { token: "x.y.z" },
      { protocols: ["firecast.v1", "bearer.x"] },
      { headers: { Authorization: `Basic ${user.idToken}` } },
      { headers: { Cookie: "__session=x", Origin: app } },
      { query: "?ticket=x" },
    ];
    const refused = { code: 4401, reason: "unauthenticated" };
    expect(await Promise.all(bad.map(outcome))).to.deep.equal(bad.map(() => refused));
    expect(await outcome({ query: `?token=${user.idToken}&access_token=${user.idToken}` })).to.equal(false);
  });

  it("may say so in the first message, and renews the proof in place", async () => {
    const client = await open({});
    const first = await client.ask({ type: "auth:refresh", data: { token: user.idToken } });
    expect(first.ok && Refreshed.parse(first.data).expiresAt).to.match(/Z$/);
    const connected = Connected.parse((await client.until(({ type }) => type === "connected")).data);
    expect(connected.channels).to.deep.equal([]);
    const answer = await client.ask({ type: "subscribe", channel: channelOf(user) });
    expect(answer.ok && Subscribed.parse(answer.data).channels[0]?.start).to.equal("live");
    const again = await client.ask({ type: "auth:refresh", data: { token: user.idToken } });
    expect(again.ok).to.equal(true);
    const foreign = await client.ask({ type: "auth:refresh", data: { token: other.idToken } });
    expect(foreign).to.deep.include({ ok: false });
    expect(foreign.ok || foreign.problem.status).to.equal(403);
    client.tell({ type: "auth:refresh", data: { token: "x.y.z" } });
    expect(await client.closed()).to.deep.equal({ code: 4401, reason: "unauthenticated" });
  });

  it("reads what is open to all without an account, and nothing else", async () => {
    const client = await open({});
    const answers = [
      await client.ask({ type: "subscribe", channel: "global" }),
      await client.ask({ type: "subscribe", channel: channelOf(user) }),
    ];
    client.close();
    for (const answer of answers) expect(answer.ok || answer.problem.status).to.equal(401);
  });
});
