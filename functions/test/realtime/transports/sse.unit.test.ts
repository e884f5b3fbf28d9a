import { expect } from "chai";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import fc from "fast-check";
import { Batch, type Frame } from "../../../src/realtime/hub/batch.js";
import { encodeWire } from "../../../src/realtime/log/event.js";
import { controlMessage } from "../../../src/realtime/session/transport.js";
import { sseEncoding } from "../../../src/realtime/transports/sse.js";
import { anyCharacter } from "../../support/anyCharacter.js";

/** Texts that try to end a line, a frame or a JSON string. */
const hostile = fc.constantFrom(
  "\n\nevent: admin\ndata: {}\n\n",
  "\r\revent: admin\r\r",
  "\r\n\r\n",
  "x\u0000y",
  "\ufeffdata: x",
  "\u2028\u2029\u0085",
  "\ud800",
  "\udfff\ud800",
  ": comment",
  "id: 1",
  "retry: 0",
  '"}\n\n',
);
const text = fc.oneof(hostile, fc.string({ unit: anyCharacter }), fc.string({ unit: "grapheme" }));
const json = fc.oneof(fc.jsonValue(), text, fc.dictionary(text, text), fc.array(text));
const type = fc.stringMatching(/^[a-z]+(:[a-z_-]+){1,2}$/);
const entry = fc.option(fc.stringMatching(/^[A-Za-z0-9._-]{5,128}$/), { nil: undefined });
const event = fc.record({ type, entry, data: json });

const frameOf = ({ type, entry, data }: { type: string; entry: string | undefined; data: unknown }) => ({
  ...(entry !== undefined && { entry }),
  type,
  wire: wireOf(type, data),
});
const wireOf = (type: string, data: unknown): string =>
  encodeWire({ id: "e1", channel: "global", type, seq: 1, at: "2026-03-01T12:00:00.000Z", data });

const encoded = (frames: readonly Frame[]): Buffer =>
  new Batch("global", frames).encodedBy(sseEncoding.batch).bytes;

/** As a browser gets them: in pieces that know nothing of characters or frames. */
function read(bytes: Buffer, cuts: readonly number[]): EventSourceMessage[] {
  const messages: EventSourceMessage[] = [];
  const parser = createParser({
    onEvent: (message) => messages.push(message),
    onError: (error) => {
      throw error;
    },
  });
  const decoder = new TextDecoder();
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    parser.feed(decoder.decode(bytes.subarray(from, end), { stream: true }));
    from = end;
  }
  return messages;
}

describe("frames", () => {
  it("are read back as they were written, whatever the data holds and however the bytes arrive", () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1 }), fc.array(fc.nat()), (events, cuts) => {
        const messages = read(encoded(events.map(frameOf)), cuts);
        expect(messages.map(({ event: name, data }) => [name, data])).to.deep.equal(
          events.map(({ type: name, data }) => [name, wireOf(name, data)]),
        );
        for (const [index, { entry: id }] of events.entries())
          if (id) expect(messages[index]?.id).to.equal(id);
      }),
    );
  });

  it("carry the data unchanged", () => {
    fc.assert(
      fc.property(json, (data) => {
        const [message] = read(encoded([{ type: "a:b", wire: wireOf("a:b", data) }]), []);
        const sent: unknown = JSON.parse(wireOf("a:b", data));
        expect(JSON.parse(message?.data ?? "")).to.deep.equal(sent);
      }),
    );
  });

  it("are one line each for id, event and data, then an empty one", () => {
    fc.assert(
      fc.property(event, (one) => {
        const bytes = encoded([frameOf(one)]);
        expect(bytes.toString().split(/[\r\n]/).length).to.equal(one.entry === undefined ? 4 : 5);
      }),
    );
  });

  it("have this exact form", () => {
    const frames = [
      { entry: "abcd1", type: "a:b", wire: '{"x":1}' },
      { type: "a:typing", wire: "{}" },
    ];
    expect(encoded(frames).toString()).to.equal(
      'id: abcd1\nevent: a:b\ndata: {"x":1}\n\nevent: a:typing\ndata: {}\n\n',
    );
    const message = { type: "a:b", wire: "{}", cursor: "abcd1.efgh2" };
    expect(String(sseEncoding.messages([message]).bytes)).to.equal(
      "id: abcd1.efgh2\nevent: a:b\ndata: {}\n\n",
    );
  });

  it("of control have `retry` and `id` before the event, where they are given", () => {
    const data = { reason: "lifetime", retryMs: 900 } as const;
    const written = (given: { cursor?: string; retryMs?: number }) =>
      String(sseEncoding.messages([controlMessage("reconnect", data, given)]).bytes);
    const body = 'event: reconnect\ndata: {"reason":"lifetime","retryMs":900}\n\n';
    expect(written({})).to.equal(body);
    expect(written({ cursor: "abcd1" })).to.equal(`id: abcd1\n${body}`);
    expect(written({ cursor: "abcd1", retryMs: 900 })).to.equal(`retry: 900\nid: abcd1\n${body}`);
  });

  it("of a batch are encoded once, for all streams", () => {
    const batch = new Batch("global", [{ type: "a:b", wire: "{}" }]);
    expect(batch.encodedBy(sseEncoding.batch)).to.equal(batch.encodedBy(sseEncoding.batch));
  });
});
