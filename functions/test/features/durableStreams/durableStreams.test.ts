import { expect } from "chai";
import { DsLink } from "@firecast/contract/durableStreams/links";
import { send, type ApiRequest } from "../../support/api.js";
import { type ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { aUser, type TestUser } from "../../support/users.js";
import { aSpace, chatOf, join, say } from "../../wire/chat.js";

describe("Durable streams", function () {
  this.timeout(60_000);
  let first: ServerProcess;
  let second: ServerProcess;
  let ann: TestUser;
  let bob: TestUser;
  let made = 0;

  before(async () => {
    [first, second, ann, bob] = await Promise.all([
      sharedServer("first"),
      sharedServer("second"),
      aUser(),
      aUser(),
    ]);
  });

  const text = { "Content-Type": "text/plain" };
  const name = () => `${ann.uid}/stream-${++made}`;
  async function request(
    server: ServerProcess,
    method: string,
    path: string,
    user: TestUser | undefined,
    { headers = {}, ...more }: ApiRequest = {},
  ) {
    const token = user && { token: user.idToken };
    return send(server.baseUrl, method, `/api/ds/${path}`, {
      ...token,
      headers: { ...text, ...headers },
      ...more,
    });
  }

  const create = async (path: string, more: ApiRequest = {}) => {
    const answer = await request(first, "PUT", path, ann, more);
    expect(answer.status, answer.text).to.equal(201);
    return answer;
  };

  /** What a reader of the second instance is sent until `last` has come. */
  async function events(
    path: string,
    offset: string,
    last: string,
    user: TestUser | undefined = ann,
  ): Promise<string> {
    const headers = user ? { Authorization: `Bearer ${user.idToken}` } : {};
    const url = `${second.baseUrl}/api/ds/${path}${path.includes("?") ? "&" : "?"}offset=${offset}&live=sse`;
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(40_000) });
    let seen = "";
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      seen += chunk;
      if (seen.includes(last)) break;
    }
    return seen;
  }

  it("come to a reader of another instance as they are appended, and end when they are closed", async () => {
    const path = name();
    await create(path, { raw: "one" });
    const reading = events(path, "-1", "streamClosed");
    await request(second, "POST", path, ann, { raw: "two" });
    await request(first, "POST", path, ann, {
      raw: "three\r\n\r\nevent: control\r\n",
      headers: { "Stream-Closed": "true" },
    });
    const seen = await reading;
    expect(seen).to.include("one").and.include("two");
    expect(seen.match(/^event: control$/gm)?.length).to.equal(
      seen.match(/^data:\{"streamNextOffset/gm)?.length,
    );
    const whole = await request(second, "GET", path, ann);
    expect(whole.text).to.equal("onetwothree\r\n\r\nevent: control\r\n");
    expect(whole.headers["stream-closed"]).to.equal("true");
  });

  it("of many appends at once are whole and in order, in few commits", async () => {
    const path = name();
    await create(path);
    const producer = (seq: number) => ({
      "Producer-Id": "p",
      "Producer-Epoch": "0",
      "Producer-Seq": String(seq),
    });
    const tokens = Array.from({ length: 60 }, (_, seq) => `${seq} `);
    await Promise.all(
      tokens.map((raw, seq) => request(first, "POST", path, ann, { raw, headers: producer(seq) })),
    );
    const again = await request(second, "POST", path, ann, { raw: "59 ", headers: producer(59) });
    expect(again.status).to.equal(204);
    expect((await request(second, "GET", path, ann)).text.trim().split(" ").length).to.equal(60);
  });

  it("are nothing to others, unless in a space or by a link", async () => {
    const path = name();
    await create(path, { raw: "secret" });
    const strangers = await Promise.all(
      ["GET", "HEAD", "POST", "PUT", "DELETE"].map((method) =>
        request(first, method, path, bob, method === "POST" ? { raw: "x" } : {}),
      ),
    );
    expect(strangers.map(({ status }) => status)).to.deep.equal([404, 404, 404, 404, 404]);
    expect((await request(first, "GET", path, undefined)).status).to.equal(401);

    const body = { path, access: "read" };
    const refused = await send(first.baseUrl, "POST", "/api/ds-tokens", { token: bob.idToken, body });
    expect(refused.status).to.equal(404);
    const issued = await send(first.baseUrl, "POST", "/api/ds-tokens", { token: ann.idToken, body });
    const { url, token } = DsLink.parse(issued.json());
    const shared = await send(second.baseUrl, "GET", url);
    expect(shared.text).to.equal("secret");
    expect(shared.headers["cache-control"]).to.equal("public, no-cache");
    expect(
      (
        await request(first, "POST", path, undefined, {
          raw: "x",
          headers: { Authorization: `Bearer ${token}` },
        })
      ).status,
    ).to.equal(404);
    expect((await send(first.baseUrl, "GET", `${url}x`)).status).to.equal(401);

    const spaceId = await aSpace(first, ann);
    const ours = `spaces/${spaceId}/notes`;
    await create(ours, { raw: "ours" });
    expect((await request(first, "GET", ours, bob)).status).to.equal(404);
    await join(first, spaceId, bob);
    expect((await request(first, "POST", ours, bob, { raw: "!" })).status).to.equal(204);
  });

  it("refuse what is wrong as problems", async () => {
    const path = name();
    await create(path);
    const other = await create(name(), { raw: "x" });
    const offset = String(other.headers["stream-next-offset"]);
    const answers = await Promise.all([
      request(first, "POST", path, ann, { raw: "" }),
      request(first, "POST", path, ann, { raw: "x", headers: { "Content-Type": "application/json" } }),
      request(first, "POST", path, ann, { raw: Buffer.alloc(20 * 1024 * 1024) }),
      request(first, "GET", `${path}?offset=${offset}`, ann),
      request(first, "GET", `${path}/../x`, ann),
      request(first, "GET", `${path}%252fx`, ann),
      request(first, "GET", `${path}?offset=-1&live=never`, ann),
      request(first, "PUT", "channels/global", ann),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([400, 409, 413, 400, 400, 400, 400, 405]);
    for (const { headers } of answers)
      expect(headers["content-type"]).to.match(/^application\/problem\+json/);
  });

  it("keep large appends whole", async () => {
    const path = name();
    const headers = { "Content-Type": "application/octet-stream" };
    await create(path, { headers });
    const bytes = Buffer.alloc(1_300_000, "0123456789");
    expect((await request(first, "POST", path, ann, { raw: bytes, headers })).status).to.equal(204);
    const begin = await request(second, "GET", path, ann);
    expect(begin.headers["cache-control"]).to.match(/^private, max-age=\d+, immutable$/);
    const next = String(begin.headers["stream-next-offset"]);
    const rest = await request(second, "GET", `${path}?offset=${next}`, ann);
    expect(rest.headers["stream-up-to-date"]).to.equal("true");
    expect(begin.text.length + rest.text.length).to.equal(bytes.length);
  });

  it("end for their readers, and for all, when their time is over", async () => {
    const path = name();
    const at = new Date(Date.now() + 5000).toISOString(); // a busy machine needs some of it for what comes first
    await create(path, { headers: { "Stream-Expires-At": at } });
    await events(path, "now", "never");
    expect((await request(first, "GET", path, ann)).status).to.equal(404);
  });

  it("are channels, too, which are only read", async () => {
    const spaceId = await aSpace(first, ann);
    const path = `channels/${chatOf(spaceId)}`;
    expect((await request(first, "GET", path, ann)).text).to.equal("[]");
    const reading = events(path, "-1", "world");
    await say(first, spaceId, ann, "hello");
    await say(first, spaceId, ann, "world");
    expect(await reading).to.include("hello");
    expect((await request(first, "GET", path, bob)).status).to.equal(404);
  });
});
