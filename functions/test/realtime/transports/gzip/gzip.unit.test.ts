import { expect } from "chai";
import fc from "fast-check";
import { gunzipSync } from "node:zlib";
import { Batch, type Encoded, type Frame } from "../../../../src/realtime/hub/batch.js";
import { controlMessage, type Encoding, type Message } from "../../../../src/realtime/session/transport.js";
import { GzipSink } from "../../../../src/realtime/transports/gzip/gzipSink.js";
import { gzipSseEncoding } from "../../../../src/realtime/transports/gzip/gzipSse.js";
import { sseEncoding } from "../../../../src/realtime/transports/sse.js";
import { aTransport } from "../../support/aTransport.js";
import { anyCharacter } from "../../../support/anyCharacter.js";

/** What a session may say, in either encoding. */
type Said = (encoding: Encoding) => Encoded;

const frame: fc.Arbitrary<Frame> = fc.record({
  type: fc.constantFrom("chat:message:created", "chat:typing"),
  entry: fc.stringMatching(/^[A-Za-z0-9]{4,20}$/),
  wire: fc.string({ unit: anyCharacter, maxLength: 400 }).map((text) => JSON.stringify({ text })),
});
const frames = fc.array(frame, { minLength: 1, maxLength: 6 });
const message: fc.Arbitrary<Message> = fc.record({
  type: fc.constantFrom("connected", "ping"),
  wire: fc.oneof(
    fc.constant("{}"),
    fc.integer({ min: 60_000, max: 150_000 }).map((n) => "x".repeat(n)),
  ),
  cursor: fc.option(fc.constant("abcd1.efgh2"), { nil: undefined }),
});
const said: fc.Arbitrary<Said> = fc.oneof(
  frames.map(
    (all): Said =>
      (encoding) =>
        new Batch("global", all).encodedBy(encoding.batch),
  ),
  frames.map(
    (all): Said =>
      (encoding) =>
        encoding.messages(all.map((one) => ({ ...one, cursor: one.entry, frame: one }))),
  ),
  fc.array(message, { maxLength: 2 }).map(
    (all): Said =>
      (encoding) =>
        encoding.messages(all),
  ),
  fc.nat(10_000).map(
    (ms): Said =>
      (encoding) =>
        encoding.retry(ms),
  ),
);

describe("a compressed stream", () => {
  it("decodes to the bytes of the uncompressed one, its checksum and length right", () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 12 }), (all) => {
        const plain = Buffer.concat(all.map((say) => say(sseEncoding).bytes));
        expect(gunzipSync(streamOf(all.map((say) => say(gzipSseEncoding)))).equals(plain)).to.equal(true);
      }),
    );
  });

  it("makes the bytes of an event once, for a reader of its channel and for readers of several", () => {
    const event = { type: "a:b", entry: "abcd1", wire: JSON.stringify({ text: "often ".repeat(100) }) };
    const batch = new Batch("global", [event]);
    expect(batch.encodedBy(gzipSseEncoding.batch)).to.equal(batch.encodedBy(gzipSseEncoding.batch));
    const [some, others] = ["abcd1.efgh2", "ijkl3.abcd1"].map((cursor) =>
      gzipSseEncoding.messages([{ ...event, cursor, frame: event }]),
    );
    const stored = 5 + "id: abcd1.efgh2\n".length;
    expect(some?.bytes.subarray(stored)).to.deep.equal(others?.bytes.subarray(stored));
    expect(some?.bytes.length).to.be.lessThan(150);
  });

  it("takes batches for the same only if all of their frames are", () => {
    const [a, b, c, d] = ["a", "b", "c", "d"].map((text) => ({ type: "t", entry: text, wire: `"${text}"` }));
    if (!a || !b || !c || !d) throw new Error("four frames");
    const text = (all: readonly Frame[]): string =>
      String(gunzipSync(streamOf([gzipSseEncoding.batch(new Batch("global", all))])));
    expect(text([a, b, d])).to.contain('"b"');
    expect(text([a, c, d]))
      .to.contain('"c"')
      .and.not.contain('"b"');
  });

  it("compresses no secret of a client together with what others wrote", () => {
    const secret = "x".repeat(100);
    const event = { type: "a:b", entry: "abcd1", wire: JSON.stringify({ text: secret }) };
    const { bytes } = gzipSseEncoding.messages([{ ...event, cursor: secret, frame: event }]);
    expect(bytes.includes(secret)).to.equal(true);
  });

  it("is whole if it ends before it said anything", () => {
    expect(gunzipSync(streamOf([])).length).to.equal(0);
  });

  it("can be read as far as it has come", () => {
    const { transport, chunks } = aTransport();
    const sink = new GzipSink(transport.sink);
    sink.open();
    sink.write(gzipSseEncoding.messages([controlMessage("ping", { at: "now", heads: {} })]));
    expect(() => gunzipSync(Buffer.concat(chunks))).to.throw("unexpected end of file");
    const readable = gunzipSync(Buffer.concat(chunks), { finishFlush: 2 });
    expect(String(readable)).to.contain("event: ping\ndata: ").and.to.match(/\n\n$/);
  });
});

function streamOf(all: readonly Encoded[]): Buffer {
  const { transport, chunks } = aTransport();
  const sink = new GzipSink(transport.sink);
  sink.open();
  for (const encoded of all) sink.write(encoded);
  sink.end("lifetime");
  return Buffer.concat(chunks);
}
