import { readSettings } from "../../../src/platform/params.js";
import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { z } from "zod";
import { aSocket } from "../../wire/sockets/socketIoClient.js";
import { send } from "../../support/api.js";
import { CallableClient, refusalOf } from "../../support/callables.js";
import { aServiceToken } from "../../support/serviceToken.js";
import { SseClient } from "../../support/sse.js";
import { anInstance } from "../../support/testInstance.js";
import { aUser, projectId, type TestUser } from "../../support/users.js";
import { SocketClient } from "../../support/webSocket.js";
import { anAppCheckStandIn, type Wanted } from "./standIn.js";

const header = "X-Firebase-AppCheck";
const ours = "1:1234:web:ours";
const monitored = `1:1234:web:${randomUUID()}`;
const unknownApp = { status: 401, type: "urn:firecast:problem:unknown-app", title: "This app is not known" };
const metricsSecret = "the-secret-of-a-scraper";

describe("App Check over a server", function () {
  this.timeout(60_000);
  const standIn = anAppCheckStandIn();
  const settings = { ...readSettings(), rateFactor: 1000, appCheckApps: [ours, monitored], metricsSecret };
  const enforcing = anInstance({ settings: { ...settings, appCheck: "enforce", appCheckLimitedUse: true } });
  const monitoring = anInstance({ settings: { ...settings, appCheck: "monitor" } });
  let user: TestUser;
  before(async () => void (user = await aUser()));

  const anAppToken = (wanted: Wanted = {}): string =>
    standIn().issue({ appId: ours, project: projectId(), ...wanted });
  const bad = (): Record<string, string | undefined> => ({
    absent: undefined,
    expired: anAppToken({ ttlSeconds: -1 }),
    "of another project": anAppToken({ claims: { aud: ["projects/another"] } }),
    "of an app that is not listed": anAppToken({ appId: "1:1234:web:other" }),
    forged: `${anAppToken().slice(0, -9)}AAAAAAAAA`,
    unsigned: anAppToken({ header: { alg: "none" } }),
    garbage: "%%%",
    "of 10 KB": "x".repeat(10_000),
  });
  const headersOf = (token?: string): Record<string, string> =>
    token === undefined ? {} : { [header]: token };

  interface Asking {
    url?: string;
    body?: unknown;
    headers?: Record<string, string>;
    token?: string | undefined;
  }
  const ask = async (method: string, path: string, { url, token = user.idToken, ...how }: Asking = {}) => {
    const answer = await send(url ?? enforcing().url, method, `/api${path}`, { token, ...how });
    return { status: answer.status, body: answer.text === "" ? undefined : answer.json() };
  };

  describe("enforced", () => {
    it("refuses a request with a problem, whatever is wrong with its token, and lets in what brings a good one", async () => {
      for (const [what, token] of Object.entries(bad())) {
        const { status, body } = await ask("GET", "/profile", { headers: headersOf(token) });
        expect({ status, body }, what).to.deep.nested.include({ status: 401, "body.type": unknownApp.type });
        expect(body, what).to.include(unknownApp).and.to.have.property("detail");
      }
      const { status } = await ask("GET", "/profile", { headers: headersOf(anAppToken()) });
      expect(status).to.equal(200);
    });

    it("asks neither who brings no app along for a token, nor what is open", async () => {
      for (const path of ["/realtime/health", "/openapi.json", "/asyncapi.json"])
        expect((await ask("GET", path)).status, path).to.equal(200);
      const scraped = await send(enforcing().url, "GET", "/realtime/metrics", { token: metricsSecret });
      expect(scraped.status).to.equal(200);
      const publication = { channel: `users/${user.uid}`, type: "user:signal:sent", data: { topic: "t" } };
      const token = aServiceToken();
      const { status } = await ask("POST", "/realtime/publish", { token, body: publication });
      expect(status).not.to.equal(401);
    });

    it("does not take a token that claims to be a service's for one: such a caller has to prove it", async () => {
      const token = aServiceToken({ exp: 1 });
      expect((await ask("GET", "/profile", { token })).status).to.equal(401);
      const session = { idToken: user.idToken };
      expect((await ask("POST", "/session", { token, body: session })).body).to.include(unknownApp);
      const auth = { token: user.idToken };
      const headers = { Authorization: `Bearer ${token}` };
      const refused = await aSocket({ baseUrl: enforcing().url }, { auth, headers }).catch(String);
      expect(refused).to.be.a("string").that.includes("App Check");
    });

    it("takes a token once for a sign-in, a ticket and a publication, and elsewhere again and again", async () => {
      const event = {
        channel: `users/${user.uid}`,
        type: "user:signal:sent",
        data: { topic: "t", payload: 1 },
      };
      const limited = [
        ["/session", { idToken: user.idToken }, 204],
        ["/realtime/tickets", undefined, 201],
        ["/realtime/publish", event, 201],
      ] as const;
      for (const [path, body, done] of limited) {
        const headers = headersOf(anAppToken());
        const answers = [];
        for (let turn = 0; turn < 2; turn++) answers.push(await ask("POST", path, { headers, body }));
        expect(
          answers.map(({ status }) => status),
          `${path} ${JSON.stringify(answers)}`,
        ).to.deep.equal([done, 401]);
        expect(answers[1]?.body)
          .to.include(unknownApp)
          .and.to.have.property("detail")
          .that.includes("new one");
        expect((await ask("GET", "/profile", { headers })).status, path).to.equal(200);
      }
    });

    it("asks to come back where Google does not answer, and neither loses nor does anything", async () => {
      const headers = headersOf(anAppToken());
      standIn().fail({ at: "replays", status: 403 });
      expect((await ask("POST", "/realtime/tickets", { headers })).status).to.equal(503);
      expect((await ask("POST", "/realtime/tickets", { headers })).status).to.equal(201);
    });

    it("opens a stream by the header or by a ticket, which an app was given, and by nothing that only looks like one", async () => {
      const { url } = enforcing();
      const path = `${url}/api/sse/stream?channels=users/${user.uid}`;
      const opened = async (query: string, token?: string, headers = {}) => {
        const given = token === undefined ? {} : { token };
        const stream = await SseClient.open(`${path}${query}`, { ...given, headers });
        stream.close();
        return stream.status;
      };
      expect(await opened("", user.idToken)).to.equal(401);
      expect(await opened("", user.idToken, headersOf(anAppToken()))).to.equal(200);
      const issued = await ask("POST", "/realtime/tickets", { headers: headersOf(anAppToken()) });
      const { ticket } = z.object({ ticket: z.string() }).parse(issued.body);
      expect(await opened(`&ticket=${ticket}x`, user.idToken)).to.equal(401);
      expect(await opened(`&ticket=${ticket}`)).to.equal(200);
      const cookie = { Cookie: `__session=${user.idToken}`, Origin: "http://localhost:5000" };
      expect(await opened("&ticket=none", undefined, cookie)).to.equal(401);
    });

    it("looks at a WebSocket's URL or header, and at what a Socket.IO client says of itself", async () => {
      const { url } = enforcing();
      const refused = async (query = ""): Promise<string> => {
        const client = await SocketClient.open(url, { token: user.idToken, query });
        const said = await client.until(({ type }) => type === "error" || type === "connected").catch(String);
        client.close();
        return JSON.stringify(said);
      };
      for (const [what, token] of Object.entries(bad()))
        expect(await refused(token && `?appCheck=${encodeURIComponent(token)}`), what).not.to.include(
          "connected",
        );
      const byQuery = `?appCheck=${anAppToken()}`;
      for (const how of [{ query: byQuery }, { headers: headersOf(anAppToken()) }])
        (await SocketClient.connected(url, { token: user.idToken, ...how })).close();
      const auth = (appCheck?: string) => ({ auth: { token: user.idToken, appCheck } });
      for (const token of [undefined, "x", anAppToken({ ttlSeconds: -1 })]) {
        const outcome = await aSocket({ baseUrl: url }, auth(token)).catch(String);
        expect(outcome, token).to.be.a("string");
      }
      (await aSocket({ baseUrl: url }, auth(anAppToken()))).io.disconnect();
    });

    it("reads what Firebase's own SDK brings to callables, limited use included", async () => {
      const { url } = enforcing();
      const channels = [`users/${user.uid}`];
      const stranger = new CallableClient(url, user.idToken);
      for (const refusal of [
        await refusalOf(stranger.call({ method: "GET", path: "/profile" })),
        await refusalOf(
          stranger.subscribe({ channels }).then(({ chunks, result }) => chunks.next().then(result)),
        ),
      ]) {
        expect(refusal.code).to.equal("functions/unauthenticated");
        expect(refusal.details).to.include(unknownApp);
      }
      const client = new CallableClient(url, user.idToken, anAppToken);
      expect(await client.call({ method: "GET", path: "/profile" })).to.have.property("uid", user.uid);
      const { chunks, leave } = await client.subscribe({ channels });
      expect((await chunks.next()).value).to.have.property("type", "connected");
      leave();
      const reused = anAppToken();
      const repeating = new CallableClient(url, user.idToken, () => reused);
      const ticket = { method: "POST", path: "/realtime/tickets" };
      expect(await repeating.call(ticket)).to.have.property("ticket");
      expect((await refusalOf(repeating.call(ticket))).details).to.include(unknownApp);
      await Promise.all([stranger, client, repeating].map((one) => one.close()));
    });
  });

  it("monitored, refuses nothing and counts by route, app and outcome, for Prometheus to read", async () => {
    const { url } = monitoring();
    for (const token of [...Object.values(bad()), anAppToken({ appId: monitored })])
      expect((await ask("GET", "/profile", { url, headers: headersOf(token) })).status).to.equal(200);
    const client = await SocketClient.connected(url, { token: user.idToken });
    client.close();
    const { text } = await send(url, "GET", "/realtime/metrics", { token: metricsSecret });
    const counted = countedIn(text);
    const own = counted.find((line) => line.get("app") === monitored);
    expect(
      counted
        .filter((line) => line.get("instance") === own?.get("instance"))
        .map((line) => ["route", "app", "outcome", "value"].map((name) => line.get(name))),
    ).to.have.deep.members([
      ["/profile", "none", "missing", "1"],
      ["/profile", "none", "invalid", "6"],
      ["/profile", "1:1234:web:other", "unlisted", "1"],
      ["/profile", monitored, "valid", "1"],
      ["/ws", "none", "missing", "1"],
    ]);
  });
});

/** The lines of the counter, with their labels. */
const countedIn = (text: string): Map<string, string>[] =>
  [...text.matchAll(/^firecast_app_check_total\{(.*)\} (\d+)$/gm)].map(([, labels = "", value = ""]) => {
    const named = [...labels.matchAll(/(\w+)="([^"]*)"/g)];
    const pairs = named.map(([, name = "", label = ""]): [string, string] => [name, label]);
    return new Map([...pairs, ["value", value]]);
  });
