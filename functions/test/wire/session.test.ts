import { expect } from "chai";
import { at, hostingPort } from "../../../scripts/project.mjs";
import { type ApiAnswer, type ApiRequest, send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { SseClient } from "../support/sse.js";
import { aToken, aUser, type TestUser, tokensCountFrom } from "../support/users.js";
import { channelOf } from "./signals.js";

const app = "http://localhost:5000";

describe("the __session cookie", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let elsewhere: ServerProcess;
  let user: TestUser;

  before(async () => {
    [server, elsewhere, user] = await Promise.all([sharedServer("first"), sharedServer("second"), aUser()]);
  });

  const call = (method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> =>
    send(server.baseUrl, method, path, request);

  const openWith = async (headers: Record<string, string>): Promise<SseClient> => {
    const stream = await SseClient.open(`${server.baseUrl}/sse/stream?channels=${channelOf(user)}`, {
      headers,
    });
    stream.close();
    return stream;
  };

  const start = (headers: Record<string, string> = {}, idToken = user.idToken): Promise<ApiAnswer> =>
    call("POST", "/session", { body: { idToken }, headers });

  const cookieOf = ({ headers }: ApiAnswer): string => headers["set-cookie"]?.[0]?.split(";")[0] ?? "";

  it("is exchanged for an ID token, is for HTTP alone, and lasts five days", async () => {
    const answer = await start();
    const [pair = "", ...attributes] = answer.headers["set-cookie"]?.[0]?.split("; ") ?? [];
    expect(answer.status).to.equal(204);
    expect(pair).to.match(/^__session=[\w.-]+$/);
    expect(attributes).to.have.members(["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=432000"]);
    expect(answer.headers["cache-control"]).to.equal("private, no-store");
  });

  it("reads and streams, among other cookies", async () => {
    const Cookie = `theme=dark; ${cookieOf(await start())}; x=__session`;
    const history = await call("GET", `/realtime/history?channel=${channelOf(user)}`, {
      headers: { Cookie },
    });
    const stream = await openWith({ Cookie });
    expect([history.status, stream.status]).to.deep.equal([200, 200]);
  });

  describe("writes", () => {
    const origins = [
      { title: "without an Origin", headers: {}, status: 403 },
      { title: "from a foreign origin", headers: { Origin: "https://evil.example" }, status: 403 },
      {
        title: "from a name that only begins alike",
        headers: { Origin: `${app}.evil.example` },
        status: 403,
      },
      { title: "from an opaque origin", headers: { Origin: "null" }, status: 403 },
      { title: "from the app's origin", headers: { Origin: app }, status: 201 },
      { title: "from its own origin", headers: "own", status: 201 },
      {
        title: "from Hosting's origin, through Hosting",
        headers: { Origin: "https://app.example", "X-Forwarded-Host": "app.example" },
        status: 201,
      },
    ];
    for (const { title, headers, status } of origins) {
      it(`${title}: ${status}`, async () => {
        const Cookie = cookieOf(await start());
        const own = { Origin: server.baseUrl };
        const answer = await call("POST", "/realtime/publish", {
          body: {
            channel: channelOf(user),
            type: "user:signal:sent",
            data: { topic: "t", payload: title },
          },
          headers: { Cookie, ...(typeof headers === "string" ? own : headers) },
        });
        expect(answer.status).to.equal(status);
        if (status !== 403) return;
        const kept = await call("GET", `/realtime/history?channel=${channelOf(user)}`, {
          token: user.idToken,
        });
        expect(kept.text).not.to.include(title);
      });
    }
  });

  it("is not given to a foreign site's page, nor taken away by one", async () => {
    const headers = { Origin: "https://evil.example" };
    const answers = [await start(headers), await call("DELETE", "/session", { headers })];
    expect(answers.map(({ status, headers }) => [status, headers["set-cookie"]])).to.deep.equal([
      [403, undefined],
      [403, undefined],
    ]);
  });

  it("is not given for a bad token", async () => {
    for (const idToken of ["x", `${user.idToken}x`.replace(/^./, "f")]) {
      const answer = await start({}, idToken);
      expect([answer.status, answer.headers["set-cookie"]]).to.deep.equal([401, undefined]);
    }
  });

  it("F11: is not given for a sign-in of more than 5 minutes ago, however fresh the token", async () => {
    const now = Math.floor(Date.now() / 1000);
    const old = await aUser();
    await tokensCountFrom(old, now - 600);
    const tokens = [280, 320].map((ago) => aToken(old.uid, { auth_time: now - ago }));
    const answers = await Promise.all(tokens.map((idToken) => start({}, idToken)));
    expect(answers.map(({ status, headers }) => [status, headers["set-cookie"]?.length])).to.deep.equal([
      [204, 1],
      [401, undefined],
    ]);
    const [, refused] = answers;
    expect(refused?.json()).to.include({ type: "urn:firecast:problem:sign-in-not-recent", status: 401 });
    expect(refused?.headers["www-authenticate"]).to.include("insufficient_user_authentication");
  });

  it("forged times: is not given for a sign-in that is still to come", async () => {
    const soon = Math.floor(Date.now() / 1000) + 120;
    for (const idToken of [aToken(user.uid, { auth_time: soon }), aToken(user.uid, { iat: soon })]) {
      const [answer, stream] = await Promise.all([
        start({}, idToken),
        SseClient.open(`${server.baseUrl}/realtime/events`, { token: idToken }),
      ]);
      stream.close();
      expect([answer.status, stream.status]).to.deep.equal([401, 401]);
    }
  });

  it("F11: is good no more once it was signed out, on every server, and no other session ends with it", async () => {
    const [ending, other] = [cookieOf(await start()), cookieOf(await start({}, aToken(user.uid)))];
    const path = `/realtime/history?channel=${channelOf(user)}`;
    const read = async (place: ServerProcess, Cookie: string) =>
      (await send(place.baseUrl, "GET", path, { headers: { Cookie } })).status;
    expect([await read(server, ending), await read(server, other)]).to.deep.equal([200, 200]);
    const ended = await call("DELETE", "/session", { headers: { Cookie: ending, Origin: app } });
    expect(ended.status).to.equal(204);
    expect(await read(server, ending), "where it was ended").to.equal(401);
    expect(await read(elsewhere, ending), "where it was not known").to.equal(401);
    expect([await read(server, other), await read(elsewhere, other)]).to.deep.equal([200, 200]);
    expect((await send(server.baseUrl, "GET", path, { token: user.idToken })).status).to.equal(200);
  });

  it("F11: is forgotten also where there is none, or one that is broken", async () => {
    for (const headers of [{}, { Cookie: "__session=x" }, { Cookie: "__session=a.b.c" }]) {
      const answer = await call("DELETE", "/session", { headers });
      expect([answer.status, answer.headers["set-cookie"]?.length]).to.deep.equal([204, 1]);
    }
  });

  it("F11: writes from the server's own host by another scheme are refused", async () => {
    const Cookie = cookieOf(await start());
    const Origin = server.baseUrl.replace("http:", "https:");
    const body = { channel: channelOf(user), type: "user:signal:sent", data: { topic: "t", payload: 1 } };
    const answer = await call("POST", "/realtime/publish", { body, headers: { Cookie, Origin } });
    expect(answer.status).to.equal(403);
  });

  it("F8: is set, used and taken away through Hosting", async () => {
    const site = at(hostingPort);
    const body = { idToken: user.idToken };
    const through = (method: string, path: string, request: ApiRequest = {}) =>
      send(site, method, path, request);
    const answer = await through("POST", "/api/session", { body, headers: { Origin: app } });
    const Cookie = cookieOf(answer);
    expect([answer.status, Cookie]).to.satisfy(([status, pair]: [number, string]) => {
      return status === 204 && /^__session=[\w.-]{20,}$/.test(pair);
    });
    const history = `/api/realtime/history?channel=${channelOf(user)}`;
    expect((await through("GET", history, { headers: { Cookie } })).status).to.equal(200);
    const ended = await through("DELETE", "/api/session", { headers: { Cookie, Origin: app } });
    expect(cookieOf(ended)).to.equal("__session=");
    expect((await send(elsewhere.baseUrl, "GET", history, { headers: { Cookie } })).status).to.equal(401);
  });

  it("is taken away by DELETE", async () => {
    const answer = await call("DELETE", "/session", { headers: { Origin: app } });
    expect(answer.status).to.equal(204);
    expect(answer.headers["set-cookie"]?.[0]).to.match(/^__session=; .*Max-Age=0/);
  });

  it("does not help a request whose bearer token is bad", async () => {
    const Cookie = cookieOf(await start());
    const answer = await call("GET", `/realtime/history?channel=${channelOf(user)}`, {
      headers: { Cookie, Authorization: "Bearer x" },
    });
    expect(answer.status).to.equal(401);
  });
});
