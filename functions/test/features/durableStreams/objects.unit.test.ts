import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { type StreamObjects, streamObjects } from "../../../src/features/durableStreams/objects.js";
import { withPieces } from "../../../src/features/durableStreams/rules/append.js";
import { objectContent } from "../../../src/features/durableStreams/rules/objectParts.js";
import { linesOf } from "../../../src/features/durableStreams/rules/messages.js";
import { type ObjectPage, positionsOf } from "../../../src/features/durableStreams/rules/pages.js";
import { Problem } from "../../../src/platform/problems.js";
import { aHead } from "./heads.js";
import { aStorageStandIn, type StorageStandIn } from "./storageStandIn.js";

const codeOf = (error: unknown): unknown => (error instanceof Problem ? error.code : error);
const refused = (work: Promise<unknown>): Promise<unknown> => work.then(() => "done", codeOf);

describe("an object of a large append", () => {
  const earlier = process.env["STORAGE_EMULATOR_HOST"];
  let storage: StorageStandIn;
  let objects: StreamObjects;

  before(async () => {
    storage = await aStorageStandIn();
    process.env["STORAGE_EMULATOR_HOST"] = storage.url;
    const made = streamObjects({ streamsBucket: "own", projectId: "demo-firecast" });
    if (!made) throw new Error("no bucket");
    objects = made;
  });

  after(async () => {
    if (earlier === undefined) delete process.env["STORAGE_EMULATOR_HOST"];
    else process.env["STORAGE_EMULATOR_HOST"] = earlier;
    await storage.stop();
  });

  /** The pages that name it, of a stream that begins with them. */
  async function stored(streamId: string, pieces: readonly Buffer[], contentType: string) {
    const content = objectContent("o1", pieces, contentType === "application/json");
    await objects.put(streamId, "o1", content.bytes);
    const head = aHead({ id: streamId, contentType });
    return withPieces(head, head, content.parts);
  }
  const read = async (streamId: string, pages: readonly object[]): Promise<Buffer> =>
    Buffer.concat(await Promise.all(pages.map((page) => objects.read(streamId, page as ObjectPage))));

  it("has its bytes, range by range, in pages that follow each other to the end", async () => {
    const large = randomBytes(5_000_001);
    const { head, pages } = await stored("bytes", [large], "text/plain");
    expect(pages.map(({ start }) => start)).to.deep.equal([0, ...pages.slice(0, -1).map(({ end }) => end)]);
    expect([head.end, head.openFrom, head.open.length, head.hasObjects]).to.deep.equal([
      large.length,
      large.length,
      0,
      true,
    ]);
    expect((await read("bytes", pages)).equals(large)).to.equal(true);
  });

  it("has whole messages in each page in JSON mode, of which each counts", async () => {
    const lines = linesOf(
      Array.from({ length: 9000 }, (_, n) => JSON.stringify({ n, text: "x".repeat(n % 900) })),
    );
    const { head, pages } = await stored("json", lines, "application/json");
    expect(head.end).to.equal(9000);
    for (const page of pages) {
      const bytes = await read("json", [page]);
      expect(bytes.toString().split("\n").length - 1).to.equal(page.end - page.start);
    }
    expect((await read("json", pages)).equals(Buffer.concat(lines))).to.equal(true);
  });

  it("is written once, whatever of that is heard", async () => {
    const bytes = [randomBytes(100_000)];
    storage.fail({ at: "upload", status: 503, after: true });
    await objects.put("once", "o1", bytes);
    await objects.put("once", "o1", bytes);
    expect(storage.names("durable-streams/once/")).to.deep.equal(["durable-streams/once/o1"]);
    storage.fail({ at: "upload", status: 403 });
    expect(await refused(objects.put("once", "o2", bytes))).to.equal("unavailable");
  });

  it("is not read damaged, nor where it is gone", async () => {
    const { pages } = await stored("damaged", [randomBytes(5000)], "text/plain");
    storage.fail({ at: "read", cut: 1 });
    expect(await refused(read("damaged", pages))).to.equal("unavailable");
    expect(await refused(read("damaged", pages))).to.equal("done");
    expect(await refused(read("another", pages)), "of another stream").to.equal("not_found");
    await objects.remove("damaged", "o1");
    expect(await refused(read("damaged", pages))).to.equal("not_found");
  });

  it("goes with all others of its stream, and with none of another whose id begins alike", async () => {
    for (const [stream, object] of [
      ["a", "1"],
      ["a", "2"],
      ["ab", "1"],
    ] as const)
      await objects.put(stream, object, [Buffer.from("x")]);
    storage.fail({ at: "delete", status: 503 });
    await objects.removeAll("a");
    await objects.removeAll("a");
    await objects.remove("a", "1");
    expect(storage.names("durable-streams/a")).to.deep.equal(["durable-streams/ab/1"]);
  });

  it("takes as many positions as its bytes or messages, beside bytes that documents hold", () => {
    const [part] = objectContent("o", linesOf(["1", "2"]), true).parts;
    expect(part && positionsOf(part, true)).to.equal(2);
    expect([positionsOf(Buffer.from("1\n"), true), positionsOf(Buffer.from("12"), false)]).to.deep.equal([
      1, 2,
    ]);
  });
});
