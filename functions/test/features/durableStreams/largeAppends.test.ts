import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { send } from "../../support/api.js";
import { startServer } from "../../support/serverProcess.js";
import { aUser } from "../../support/users.js";
import { bytesType, type LargeStreams, largeStreams, mebibyte } from "./largeStreams.js";
import { follow, readAll } from "./persistent.js";

const json = "application/json";

describe("Appends that documents have no room for", function () {
  this.timeout(60_000);
  let large: LargeStreams;
  before(async () => void (large = await largeStreams()));
  after(() => large.stop());

  it("are read as they were written, between small ones, at once and by events, from any offset", async () => {
    const path = await large.create(bytesType, "begin");
    const bytes = randomBytes(10 * mebibyte);
    const reading = follow(large.persistent(path));
    expect((await large.call("POST", path, { raw: bytes })).status).to.equal(204);
    expect(
      (await large.call("POST", path, { raw: "end", headers: { "Stream-Closed": "true" } })).status,
    ).to.equal(204);
    const whole = Buffer.concat([Buffer.from("begin"), bytes, Buffer.from("end")]);
    expect((await large.objectsOf(path)).length).to.equal(1);
    expect((await readAll(large.persistent(path))).equals(whole), "read").to.equal(true);
    expect((await reading).equals(whole), "by events").to.equal(true);
    const head = await large.headOf(path);
    const at = 7 * mebibyte + 12_345;
    const middle = await fetch(
      `${large.server.baseUrl}/api/ds/${path}?offset=${head?.tag}_${String(at).padStart(16, "0")}`,
      { headers: { authorization: `Bearer ${large.ann.idToken}` } },
    );
    const part = Buffer.from(await middle.arrayBuffer());
    expect(part.length).to.be.greaterThan(0);
    expect(part.equals(whole.subarray(at, at + part.length)), "from the middle").to.equal(true);
    const again = await fetch(middle.url, {
      headers: {
        authorization: `Bearer ${large.ann.idToken}`,
        "if-none-match": middle.headers.get("etag") ?? "",
      },
    });
    expect(again.status).to.equal(304);
  });

  it("are batches of messages in JSON mode, whose places count messages", async () => {
    const path = await large.create(json);
    const messages = Array.from({ length: 9000 }, (_, n) => ({ n, text: "ä".repeat(580) }));
    const raw = JSON.stringify(messages);
    expect(Buffer.byteLength(raw)).to.be.greaterThan(10 * mebibyte);
    const posted = await large.call("POST", path, { raw, headers: { "Content-Type": json } });
    expect(posted.status, posted.text).to.equal(204);
    const head = await large.headOf(path);
    expect(head?.end).to.equal(9000);
    const seen: unknown[] = [];
    for (let offset = `${head?.tag}_0000000000001234`; seen.length < 9000 - 1234;) {
      const answer = await large.call("GET", `${path}?offset=${offset}`);
      seen.push(...(answer.json() as unknown[]));
      offset = String(answer.headers["stream-next-offset"]);
    }
    expect(seen).to.deep.equal(messages.slice(1234));
  });

  it("begin a stream as well, which is the same one when it is made again", async () => {
    const raw = randomBytes(5 * mebibyte);
    const path = await large.create(bytesType, raw);
    expect((await large.call("PUT", path, { raw })).status).to.equal(200);
    expect(
      (await large.call("PUT", path, { raw, headers: { "Content-Type": "text/plain" } })).status,
    ).to.equal(409);
    expect((await large.objectsOf(path)).length).to.equal(1);
    const read = await large.call("GET", path);
    expect(read.headers["cache-control"]).to.match(/^private, max-age=\d+, immutable$/);
  });

  it("are refused with what they may be: beyond 16 MiB, without a length, or where there is no bucket", async () => {
    const path = await large.create();
    const beyond = await large.call("POST", path, { raw: Buffer.alloc(16 * mebibyte + 1) });
    const unmeasured = await large.call("POST", path, {
      raw: Buffer.alloc(4 * mebibyte + 1),
      chunked: true,
      headers: { "Transfer-Encoding": "chunked" },
    });
    const without = await startServer({ STORAGE_EMULATOR_HOST: "" });
    const nowhere = await send(without.baseUrl, "POST", `/api/ds/${path}`, {
      token: large.ann.idToken,
      raw: Buffer.alloc(4 * mebibyte + 1),
      headers: { "Content-Type": bytesType },
    });
    await without.stop();
    const answers = [beyond, unmeasured, nowhere];
    expect(answers.map(({ status, text }): unknown => [status, text && JSON.parse(text)])).to.deep.equal(
      [
        "At most 16777216 bytes.",
        "At most 4194304 bytes, or 16777216 with a Content-Length.",
        "At most 4194304 bytes. Larger ones need Cloud Storage, which is not set up here.",
      ].map((detail) => [
        413,
        {
          type: "urn:firecast:problem:payload-too-large",
          title: "The body is too large",
          status: 413,
          detail,
        },
      ]),
    );
    expect((await large.headOf(path))?.end).to.equal(0);
  });

  it("leave nothing in Cloud Storage where they are refused or repeated", async () => {
    const path = await large.create();
    const raw = randomBytes(5 * mebibyte);
    const by = (seq: number) => ({ "Producer-Id": "p", "Producer-Epoch": "0", "Producer-Seq": String(seq) });
    const said = [];
    for (const headers of [
      by(0),
      by(0),
      by(2),
      { "Content-Type": "text/plain" },
      { "Stream-Seq": "b" },
      { "Stream-Seq": "a" },
    ])
      said.push((await large.call("POST", path, { raw, headers })).status);
    said.push((await large.call("POST", `${path}-none`, { raw })).status);
    said.push(
      (await large.call("PUT", `${path}-fork`, { raw, headers: { "Stream-Forked-From": path } })).status,
    );
    expect(said).to.deep.equal([200, 204, 409, 409, 204, 409, 404, 413]);
    expect((await large.objectsOf(path)).length).to.equal(2);
    const twins = await Promise.all([1, 1].map((seq) => large.call("POST", path, { raw, headers: by(seq) })));
    expect(twins.map(({ status }) => status).sort()).to.deep.equal([200, 204]);
    expect((await large.objectsOf(path)).length, "of twins one").to.equal(3);
    expect((await large.headOf(path))?.end).to.equal(3 * raw.length);
  });

  it("go with their stream, and stay for its forks", async () => {
    const path = await large.create();
    const bytes = randomBytes(5 * mebibyte);
    await large.call("POST", path, { raw: bytes });
    const objects = await large.objectsOf(path);
    const fork = `${path}-fork`;
    await large.call("PUT", fork, { headers: { "Stream-Forked-From": path, "Content-Type": bytesType } });
    await large.call("POST", fork, { raw: bytes, headers: { "Stream-Closed": "true" } });
    expect((await large.call("DELETE", path)).status).to.equal(204);
    const prefix = objects[0]?.replace(/[^/]+$/, "") ?? "";
    expect(large.storage.names(prefix), "kept").to.deep.equal(objects);
    const own = await large.objectsOf(fork);
    expect((await readAll(large.persistent(fork))).equals(Buffer.concat([bytes, bytes]))).to.equal(true);
    expect((await large.call("DELETE", fork)).status).to.equal(204);
    expect([...large.storage.names(prefix), ...large.storage.names(own[0])]).to.deep.equal([]);
  });

  it("are no other stream's to read: what names an object is no part of any request", async () => {
    const mallory = await aUser();
    const path = await large.create();
    await large.call("POST", path, { raw: randomBytes(5 * mebibyte) });
    const [object = ""] = await large.objectsOf(path);
    const [, id = "", name = ""] = object.split("/");
    const head = await large.headOf(path);
    const offset = `${head?.tag}_${"0".repeat(16)}`;
    const theirs = `${mallory.uid}/mine`;
    const as = { token: mallory.idToken };
    await large.call("PUT", theirs, as);
    const asked = await Promise.all([
      large.call("GET", object, as),
      large.call("GET", encodeURIComponent(object), as),
      large.call("GET", `${theirs}/../../${path}`, as),
      large.call("GET", `${theirs}?object=${name}&streamId=${id}`, as),
      large.call("PUT", `${theirs}-fork`, { ...as, headers: { "Stream-Forked-From": object } }),
      large.call("PUT", `${theirs}-fork`, { ...as, headers: { "Stream-Forked-From": path } }),
    ]);
    expect(asked.map(({ status }) => status)).to.deep.equal([404, 404, 400, 200, 404, 404]);
    expect(asked[3]?.text, offset).to.equal("");
    const direct = await send(
      large.storage.url,
      "GET",
      `/v0/b/any/o/${encodeURIComponent(object)}?alt=media`,
      as,
    );
    expect(direct.status, "Firebase's own clients").to.equal(403);
  });
});
