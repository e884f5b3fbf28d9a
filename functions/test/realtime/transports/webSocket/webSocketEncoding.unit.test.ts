import { constants, inflateRawSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { Batch } from "../../../../src/realtime/hub/batch.js";
import { controlMessage } from "../../../../src/realtime/session/transport.js";
import {
  compression,
  deflatedFrames,
  textFrames,
} from "../../../../src/realtime/transports/webSocket/frames.js";
import { webSocketEncoding } from "../../../../src/realtime/transports/webSocket/webSocketEncoding.js";

const unfinished = { finishFlush: constants.Z_SYNC_FLUSH };
const flushMark = Buffer.from([0, 0, 0xff, 0xff]);

/** The frames as a client reads them (https://www.rfc-editor.org/rfc/rfc6455#section-5.2). */
function read(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const [opcode, short = 0] = bytes.subarray(at, at + 2);
    const headLength = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length =
      short < 126
        ? short
        : short === 126
          ? bytes.readUInt16BE(at + 2)
          : Number(bytes.readBigUInt64BE(at + 2));
    const payload = bytes.subarray(at + headLength, at + headLength + length);
    expect(payload).to.have.length(length);
    const isDeflated = opcode === 0xc1;
    const text = isDeflated ? inflateRawSync(Buffer.concat([payload, flushMark]), unfinished) : payload;
    if (isDeflated) expect(text.length).to.be.at.least(compression.threshold);
    texts.push(opcode === 0x89 ? "ping" : String(text));
    at += headLength + length;
  }
  return texts;
}

const parsed = (bytes: Buffer): unknown[] =>
  read(bytes).map((text): unknown => (text === "ping" ? text : JSON.parse(text)));

describe("WebSocket frames", () => {
  it("are read as they were written, whatever the text and its length", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc
        .constantFrom(125, 126, 1024, 65_535, 65_536)
        .map((length) => "ä".repeat(length / 2).padEnd(length, "x")),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (texts) => {
        expect(read(textFrames(texts))).to.deep.equal(texts);
        expect(read(deflatedFrames(texts))).to.deep.equal(texts);
      }),
      { numRuns: 60 },
    );
  });
});

describe("what a session says over a WebSocket", () => {
  const event = { id: "e1", channel: "users/u", type: "user:signal:sent", seq: 7, data: { topic: "t" } };
  const wire = JSON.stringify(event);

  it("is the SSE envelope of an event, with the cursor after it", () => {
    const { bytes } = webSocketEncoding.batch(
      new Batch("users/u", [{ entry: "abcd7", type: event.type, wire }]),
    );
    expect(parsed(bytes)).to.deep.equal([{ ...event, cursor: "abcd7" }]);
  });

  it("has no cursor where an event moves none", () => {
    const { bytes } = webSocketEncoding.batch(new Batch("users/u", [{ type: event.type, wire }]));
    expect(parsed(bytes)).to.deep.equal([event]);
  });

  it("has the data of what is no event beside its type", () => {
    const batch = { channel: "users/u", events: [event, event] };
    const messages = [
      { type: "batch", wire: JSON.stringify(batch), cursor: "abcd8" },
      controlMessage("reconnect", { reason: "lifetime", retryMs: 900 }, { retryMs: 900 }),
    ];
    expect(parsed(webSocketEncoding.messages(messages).bytes)).to.deep.equal([
      { type: "batch", data: batch, cursor: "abcd8" },
      { type: "reconnect", data: { reason: "lifetime", retryMs: 900 }, retryMs: 900 },
    ]);
  });

  it("asks for an answer of the client's WebSocket with each ping", () => {
    const data = { at: "2026-01-01T00:00:00.000Z", heads: {} };
    const { bytes } = webSocketEncoding.messages([controlMessage("ping", data)]);
    expect(parsed(bytes)).to.deep.equal([{ type: "ping", data }, "ping"]);
  });

  it("is encoded once for all who read a batch", () => {
    const batch = new Batch("users/u", [{ entry: "abcd7", type: event.type, wire }]);
    expect(batch.encodedBy(webSocketEncoding.batch)).to.equal(batch.encodedBy(webSocketEncoding.batch));
  });
});
