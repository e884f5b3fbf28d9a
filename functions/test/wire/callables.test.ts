import { expect } from "chai";
import { CallableClient, type Chunk, refusalOf } from "../support/callables.js";
import { send } from "../support/api.js";
import { sharedServer } from "../support/servers.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { aUser } from "../support/users.js";
import { aSpace, chatOf, join, say } from "./chat.js";
import { channelOf, signal } from "./signals.js";

describe("the callable functions", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  const clients: CallableClient[] = [];
  before(async () => void (server = await sharedServer("callables")));
  after(() => Promise.all(clients.map((client) => client.close())));

  function aClient(token?: string): CallableClient {
    const client = new CallableClient(server.baseUrl, token);
    clients.push(client);
    return client;
  }

  const next = async (chunks: AsyncGenerator<Chunk, undefined>): Promise<Chunk> => {
    const { value } = await chunks.next();
    if (!value) throw new Error("The stream has ended.");
    return value;
  };

  describe("subscribe", () => {
    it("goes on after the cursor of its result", async () => {
      const user = await aUser();
      const channel = channelOf(user);
      const client = aClient(user.idToken);
      const begun = await client.subscribe({ channels: [channel] });
      expect(await next(begun.chunks)).to.include({ type: "connected" });
      await signal(server, user, "one");
      const { cursor } = await next(begun.chunks);
      begun.leave();
      await signal(server, user, "two");
      const resumed = await client.subscribe({ channels: [channel], cursor });
      expect(await next(resumed.chunks)).to.include({ type: "connected" });
      expect(await next(resumed.chunks)).to.deep.include({ type: "user:signal:sent", channel });
      resumed.leave();
    });

    it("passes on text and names that Firebase's SDKs leave out or fail on", async () => {
      const user = await aUser();
      const { chunks, leave } = await aClient(user.idToken).subscribe({ channels: [channelOf(user)] });
      await next(chunks);
      const payloads = ["line\u2028paragraph\u2029end", { "@type": "an unknown one" }];
      await signal(server, user, ...payloads);
      const [plain, asText] = [await next(chunks), await next(chunks)];
      expect(plain["data"]).to.deep.include({ payload: payloads[0] });
      expect(asText).to.have.all.keys("type", "cursor", "json");
      expect(JSON.parse(String(asText["json"]))).to.deep.nested.include({ "data.payload": payloads[1] });
      leave();
    });

    it("refuses with a problem who may not, what is no call of it, and a call without chunks", async () => {
      const [owner, stranger] = await Promise.all([aUser(), aUser()]);
      const chat = chatOf(await aSpace(server, owner));
      const refused = async (data: unknown, token?: string) => {
        const { chunks } = await aClient(token).subscribe(data);
        return refusalOf(chunks.next());
      };
      const [hidden, anonymous, forged, nothing, cursor] = await Promise.all([
        refused({ channels: [chat] }, stranger.idToken),
        refused({ channels: [chat] }),
        refused({ channels: [chat] }, "no.token.this"),
        refused({ channels: [] }, owner.idToken),
        refused({ channels: [chat], cursor: "not one" }, owner.idToken),
      ]);
      expect(hidden).to.deep.include({ code: "functions/not-found" });
      expect(hidden.details).to.include({ status: 404, type: "urn:firecast:problem:not-found" });
      expect(anonymous).to.deep.include({ code: "functions/unauthenticated" });
      expect(forged).to.deep.include({ code: "functions/unauthenticated" });
      expect(nothing).to.deep.include({ code: "functions/invalid-argument" });
      expect(nothing.details).to.have.deep.nested.property("errors[0].pointer", "/channels");
      expect(cursor).to.deep.include({ code: "functions/invalid-argument" });
    });
  });

  describe("call", () => {
    it("answers as the API does, and the same for a repeat with its key", async () => {
      const owner = await aUser();
      const spaceId = await aSpace(server, owner);
      const client = aClient(owner.idToken);
      const message = { method: "POST", path: `/spaces/${spaceId}/chat`, body: { text: "hello" } };
      const first = await client.call({ ...message, idempotencyKey: "k1" });
      expect(first).to.deep.include({ text: "hello", spaceId });
      expect(await client.call({ ...message, idempotencyKey: "k1" })).to.deep.equal(first);
      const listed = await client.call({ method: "GET", path: `/api/spaces/${spaceId}/chat?limit=5` });
      expect(listed).to.have.nested.property("items.length", 1);
    });

    it("answers null where the API answers without a body", async () => {
      const [owner, guest] = await Promise.all([aUser(), aUser()]);
      const spaceId = await aSpace(server, owner);
      await join(server, spaceId, guest);
      const path = `/spaces/${spaceId}/members/${guest.uid}`;
      expect(await aClient(owner.idToken).call({ method: "DELETE", path })).to.equal(null);
    });

    it("refuses with the problem that the API answers", async () => {
      const [owner, stranger] = await Promise.all([aUser(), aUser()]);
      const spaceId = await aSpace(server, owner);
      await say(server, spaceId, owner, "not for strangers");
      const path = `/spaces/${spaceId}/chat`;
      const asked = { method: "GET", path };
      const { token } = { token: stranger.idToken };
      const answer = await send(server.baseUrl, "GET", path, { token });
      const refusal = await refusalOf(aClient(token).call(asked));
      expect(refusal).to.deep.equal({ code: "functions/not-found", details: answer.json() });
      expect(await refusalOf(aClient().call(asked))).to.include({ code: "functions/unauthenticated" });
      const wrong = { ...asked, method: "POST", body: { text: 5 } };
      const invalid = await refusalOf(aClient(owner.idToken).call(wrong));
      expect(invalid.details).to.have.deep.nested.property("errors[0].pointer", "/text");
    });

    it("refuses what is no request of the API: streams, other hosts, paths that do not decode, other data", async () => {
      const user = await aUser();
      const client = aClient(user.idToken);
      const refused = [
        { method: "GET", path: "/realtime/events" },
        { method: "GET", path: "//example.com/spaces" },
        { method: "GET", path: "https://example.com/" },
        { method: "GET", path: "/spaces/a b" },
        { method: "TRACE", path: "/spaces" },
        { path: "/spaces" },
        "GET /spaces",
        null,
        undefined,
      ];
      for (const data of refused)
        expect(await refusalOf(client.call(data)), JSON.stringify(data)).to.include({
          code: "functions/invalid-argument",
        });
      for (const path of ["/spaces/%zz/chat", "/nowhere", "/spaces/..%2f..%2fhealth/chat"])
        expect(await refusalOf(client.call({ method: "GET", path })), path)
          .to.have.property("code")
          .that.is.oneOf(["functions/not-found", "functions/invalid-argument"]);
    });

    it("answers bodies that are none in the protocol's own way", async () => {
      const url = `${server.baseUrl}/demo-firecast/us-central1/call`;
      const headers = { "Content-Type": "application/json" };
      for (const body of ["{", '{"data":1,"more":2}', '{"data":{"__proto__":1}}', "[]", '"x"']) {
        const answer = await fetch(url, { method: "POST", headers, body });
        expect(answer.status, body).to.equal(400);
        const { error } = (await answer.json()) as { error: { status: string } };
        expect(error.status, body).to.equal("INVALID_ARGUMENT");
      }
      const large = await fetch(url, { method: "POST", headers, body: `{"data":"${"x".repeat(300_000)}"}` });
      expect(large.status).to.equal(400);
    });
  });
});
