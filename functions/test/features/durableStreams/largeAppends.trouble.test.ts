import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { send } from "../../support/api.js";
import { eventually } from "../../support/eventually.js";
import { startServer } from "../../support/serverProcess.js";
import { bytesType, type LargeStreams, largeStreams, mebibyte } from "./largeStreams.js";
import { readAll } from "./persistent.js";
import { sweepIn } from "./storageStandIn.js";

describe("Large appends in trouble", function () {
  this.timeout(60_000);
  let large: LargeStreams;
  before(async () => void (large = await largeStreams()));
  after(() => large.stop());

  it("are not read damaged", async () => {
    const path = await large.create();
    await large.call("POST", path, { raw: randomBytes(5 * mebibyte) });
    large.storage.fail({ at: "read", cut: 1 });
    expect((await large.call("GET", path)).status).to.equal(503);
    expect((await large.call("GET", path)).status).to.equal(200);
  });

  it("survive an upload that fails, or whose answer is lost, and say so where it does not end", async () => {
    const path = await large.create();
    const raw = randomBytes(5 * mebibyte);
    large.storage.fail({ at: "upload", status: 503 });
    expect((await large.call("POST", path, { raw })).status, "once").to.equal(204);
    large.storage.fail({ at: "upload", status: 503, after: true });
    expect((await large.call("POST", path, { raw })).status, "unheard").to.equal(204);
    large.storage.fail({ at: "upload", status: 403 });
    const refused = await large.call("POST", path, { raw });
    expect([refused.status, refused.headers["retry-after"]]).to.deep.equal([503, "2"]);
    expect((await large.headOf(path))?.end).to.equal(2 * raw.length);
  });

  it("hold no more than four of them in an instance's memory", async () => {
    const path = await large.create();
    large.storage.fail({ at: "upload", hangMs: 4000, times: 4 });
    const raw = randomBytes(5 * mebibyte);
    const asked = Promise.all(Array.from({ length: 6 }, () => large.call("POST", path, { raw })));
    const statuses = (await asked).map(({ status }) => status);
    expect(statuses.sort()).to.deep.equal([204, 204, 204, 204, 503, 503]);
    expect((await large.call("POST", path, { raw })).status, "then").to.equal(204);
  });

  it("stop at a reader that stops: nobody else waits", async () => {
    const path = await large.create();
    const raw = randomBytes(10 * mebibyte);
    await large.call("POST", path, { raw, headers: { "Stream-Closed": "true" } });
    const url = `${large.server.baseUrl}/api/ds/${path}?offset=-1&live=sse`;
    const headers = { authorization: `Bearer ${large.ann.idToken}` };
    const stopped = await Promise.all(Array.from({ length: 5 }, () => fetch(url, { headers })));
    expect((await readAll(large.persistent(path))).equals(raw)).to.equal(true);
    for (const { body } of stopped) await body?.cancel();
  });

  it("are gone with a server that is killed between upload and commit, and whole when they are repeated", async () => {
    const doomed = await startServer({ STORAGE_EMULATOR_HOST: large.storage.url });
    const path = await large.create();
    const raw = randomBytes(5 * mebibyte);
    const headers = { "Producer-Id": "p", "Producer-Epoch": "0", "Producer-Seq": "0" };
    large.storage.fail({ at: "upload", hangMs: 30_000, after: true });
    const cut = send(doomed.baseUrl, "POST", `/api/ds/${path}`, {
      ...{ token: large.ann.idToken, raw },
      headers: { "Content-Type": bytesType, ...headers },
    }).catch(() => "cut off");
    const [orphan] = await eventually(
      () => large.objectsOf(path),
      (found) => found.length === 1,
    );
    await doomed.stop("SIGKILL");
    expect(await cut).to.equal("cut off");
    expect((await large.call("GET", path)).text, "nothing of it is seen").to.equal("");
    expect((await large.call("POST", path, { raw, headers })).status).to.equal(200);
    expect((await large.call("POST", path, { raw, headers })).status).to.equal(204);
    expect((await large.headOf(path))?.end).to.equal(raw.length);
    const objects = await large.objectsOf(path);
    expect(objects).to.include(orphan).and.to.have.length(2);
    await sweepIn(large.storage.url, String((await large.headOf(path))?.id));
    expect(await large.objectsOf(path), "the one that is named").to.deep.equal(
      objects.filter((name) => name !== orphan),
    );
    expect(
      (await large.call("POST", path, { raw: "", headers: { "Stream-Closed": "true" } })).status,
    ).to.equal(204);
    expect((await readAll(large.persistent(path))).equals(raw)).to.equal(true);
  });
});
