import { expect } from "chai";
import { Health } from "@firecast/contract/operations";
import { send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aToken, auth, aUser, type TestUser } from "../support/users.js";
import { operations, type Operation } from "./operations.js";
import { arrives, channelOf, connected, payloadsOf, signal } from "./signals.js";

/** Every route of the API document that needs somebody, tried with everything that is not a good token. */
describe("without a good token", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;
  let guarded: Operation[];
  const bad = new Map<string, Record<string, string>>();

  before(async () => {
    [server, user] = await Promise.all([sharedServer("first"), aUser()]);
    guarded = (await operations(server)).filter(({ open }) => !open);
    const [disabled, deleted, revoked] = await Promise.all([aUser(), aUser(), aUser()]);
    await Promise.all([auth().updateUser(disabled.uid, { disabled: true }), auth().deleteUser(deleted.uid)]);
    await auth().revokeRefreshTokens(revoked.uid);
    const { uid } = user;
    const long = Math.floor(Date.now() / 1000) - 7200;
    const tokens = {
      "no JWT": "garbage",
      "a JWT of nothing": "e30.e30.e30",
      expired: aToken(uid, { exp: long + 3600, iat: long, auth_time: long }),
      "of another project": aToken(uid, { aud: "other", iss: "https://securetoken.google.com/other" }),
      "of another issuer": aToken(uid, { iss: "https://accounts.google.com" }),
      "without a subject": aToken(uid, { sub: "" }),
      "with a subject that is no id": aToken(uid, { sub: "../../users" }),
      "of nobody": aToken("nobody-of-that-name"),
      "of a disabled user": disabled.idToken,
      "of a deleted user": deleted.idToken,
      revoked: aToken(revoked.uid, { auth_time: long, iat: long }),
      "far too long": "x".repeat(9000),
    };
    for (const [title, token] of Object.entries(tokens)) bad.set(title, { Authorization: `Bearer ${token}` });
    bad.set("none", {});
    bad.set("another scheme", { Authorization: `Basic ${Buffer.from(`${uid}:x`).toString("base64")}` });
    bad.set("no scheme", { Authorization: user.idToken });
    bad.set("an empty header", { Authorization: "" });
    bad.set("a bad cookie", { Cookie: "__session=x", Origin: "http://localhost:5000" });
    // The service remembers good tokens: remembered, it is still no cookie.
    await signal(server, user, "by its owner");
    bad.set("an ID token as cookie", {
      Cookie: `__session=${user.idToken}`,
      Origin: "http://localhost:5000",
    });
  });

  it("every route answers 401 with WWW-Authenticate, and that is all it says", async () => {
    const body = {
      type: "urn:firecast:problem:unauthenticated",
      title: "Sign in first",
      status: 401,
    };
    const expected = {
      status: 401,
      authenticate: 'Bearer realm="firecast"',
      media: "application/problem+json",
    };
    for (const { method, path } of guarded) {
      const tries = [...bad].map(async ([title, headers]) => {
        const answer = await send(server.baseUrl, method, path, { headers });
        const media = answer.headers["content-type"]?.split(";")[0];
        const seen = { status: answer.status, authenticate: answer.headers["www-authenticate"], media };
        expect(seen, `${method} ${path}, token ${title}: ${answer.text}`).to.deep.equal(expected);
        expect(answer.json()).to.deep.equal(body);
      });
      await Promise.all(tries);
    }
    expect(guarded.length).to.be.greaterThan(8);
  });

  it("nothing happens: no stream opens, no event is published", async () => {
    const before = await streamsOpen();
    const own = await connected(server, user);
    for (const headers of bad.values()) {
      const data = { topic: "t", payload: "by nobody" };
      const body = { channel: channelOf(user), type: "user:signal:sent", data };
      await send(server.baseUrl, "POST", "/realtime/publish", { body, headers });
      await send(server.baseUrl, "GET", `/sse/stream?channels=${channelOf(user)}&poll=1`, { headers });
    }
    await signal(server, user, "at last");
    await arrives(own, "at last");
    expect(payloadsOf(own.frames)).to.deep.equal(["at last"]);
    expect(await streamsOpen()).to.be.at.most(before + 1);
    own.close();
  });

  const streamsOpen = async (): Promise<number> =>
    Health.parse((await send(server.baseUrl, "GET", "/realtime/health")).json()).streams;
});
