import { expect } from "chai";
import fc from "fast-check";
import { type BusMessage, decodePacket, encodePacket } from "../../../src/realtime/bus/message.js";
import { encodeWire } from "../../../src/realtime/log/event.js";
import { anyCharacter } from "../../support/anyCharacter.js";

const hostile = fc.constantFrom(
  "\n",
  "\r\n",
  "\r",
  "\u0000",
  "\u2028\u2029",
  "\ud800",
  "\udc00\ud800",
  "\ufeff",
  '"}\n{"',
);
const text = fc.oneof(hostile, fc.string({ unit: anyCharacter }));
const data = fc.oneof(fc.jsonValue(), text, fc.dictionary(text, text));
const channel = fc.stringMatching(/^[a-z]{1,8}(\/[A-Za-z0-9_-]{1,20}){0,3}$/);
const type = fc.stringMatching(/^[a-z]+(:[a-z_-]+){1,2}$/);
const id = fc.stringMatching(/^[A-Za-z0-9]{1,20}$/);

const events = fc
  .record({
    channel,
    epoch: fc.string({ minLength: 1, unit: "binary-ascii" }),
    first: fc.integer({ min: 1, max: 2 ** 47 }),
    contents: fc.array(fc.record({ type, data, keys: fc.array(text, { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 20,
    }),
  })
  .map(({ channel, epoch, first, contents }): BusMessage => {
    const sequenced = contents.map(({ type, data, keys }, index) => {
      const seq = first + index;
      const wire = encodeWire({ id: "e", channel, type, seq, at: "", data });
      return { channel, epoch, seq, type, wire, ...(keys.length > 0 && { keys }) };
    });
    return { type: "events", channel, events: sequenced };
  });

const ephemeral = fc
  .record({ channel, contents: fc.array(fc.record({ type, data }), { minLength: 1, maxLength: 20 }) })
  .map(({ channel, contents }): BusMessage => ({
    type: "ephemeral",
    channel,
    events: contents.map(({ type, data }) => ({
      type,
      wire: encodeWire({ id: "e", channel, type, at: "", data }),
    })),
  }));

const news = fc.oneof(
  fc.record({ type: fc.constant("stream_opened" as const), uid: id, connectionId: id, openedAt: fc.nat() }),
  fc.record({ type: fc.constant("stream_closed" as const), uid: id, connectionId: id }),
);

const control = fc
  .oneof(
    fc.record({ type: fc.constant("access_revoked" as const), uid: id, param: text, value: id }),
    fc.record({ type: fc.constant("access_changed" as const), param: text, value: id }),
    fc.record({ type: fc.constant("connections" as const), news: fc.array(news, { maxLength: 5 }) }),
  )
  .map((said): BusMessage => ({ type: "control", control: said }));

describe("a packet", () => {
  it("says the same when it is unpacked, whatever the events hold", () => {
    fc.assert(
      fc.property(fc.oneof(events, ephemeral, control), (message) => {
        expect(decodePacket(encodePacket(message))).to.deep.equal(wellFormed(message));
      }),
    );
  });

  it("of consecutive events is this: the channel as attribute, a head line, then a line each", () => {
    const event = { channel: "global", epoch: "e1", type: "system:health_update" };
    const message: BusMessage = {
      type: "events",
      channel: "global",
      events: [
        { ...event, seq: 41, wire: '{"n":1}' },
        { ...event, seq: 42, wire: '{"n":2}' },
      ],
    };
    const { attributes, data: bytes } = encodePacket(message);
    expect(attributes).to.deep.equal({ kind: "events", channel: "global" });
    expect(bytes.toString()).to.equal(
      '{"epoch":"e1","seq":41,"types":["system:health_update","system:health_update"]}\n{"n":1}\n{"n":2}',
    );
  });

  it("has attributes of at most 1,024 bytes each, with a hundred events of the longest type", () => {
    const types = Array.from({ length: 100 }, () => "a".repeat(128));
    const sequenced = types.map((type, index) => ({
      channel: "global",
      epoch: "e",
      seq: index + 1,
      type,
      wire: "{}",
    }));
    const { attributes } = encodePacket({ type: "events", channel: "global", events: sequenced });
    expect(Object.values(attributes).every((value) => Buffer.byteLength(value) <= 1024)).to.equal(true);
  });

  const events1 = (header: string, ...wires: string[]) => ({
    attributes: { kind: "events", channel: "global" },
    data: Buffer.from([header, ...wires].join("\n")),
  });
  const unreadable = {
    "of no kind": { attributes: {}, data: Buffer.alloc(0) },
    "of another kind": { attributes: { kind: "news" }, data: Buffer.from("{}") },
    "of events without a channel": { attributes: { kind: "events" }, data: Buffer.from("{}") },
    "of events without a body": events1(""),
    "with a header that is no JSON": events1("{", "{}"),
    "with a seq of zero": events1('{"epoch":"e","seq":0,"types":["a"]}', "{}"),
    "with a seq that is no number": events1('{"epoch":"e","seq":"1","types":["a"]}', "{}"),
    "without an epoch": events1('{"epoch":"","seq":1,"types":["a"]}', "{}"),
    "with more lines than types": events1('{"epoch":"e","seq":1,"types":["a"]}', "{}", "{}"),
    "with fewer lines than types": events1('{"epoch":"e","seq":1,"types":["a","b"]}', "{}"),
    "of an ephemeral event without a type": {
      attributes: { kind: "ephemeral", channel: "global" },
      data: Buffer.from("{}"),
    },
    "of an unknown control": { attributes: { kind: "control" }, data: Buffer.from('{"type":"explode"}') },
    "of a control for a hostile uid": {
      attributes: { kind: "control" },
      data: Buffer.from('{"type":"stream_closed","uid":"../x","connectionId":"c"}'),
    },
    "of bytes": { attributes: { kind: "control" }, data: Buffer.from([0xff, 0xfe, 0x00]) },
  };
  for (const [what, packet] of Object.entries(unreadable)) {
    it(`${what} is refused with an error`, () => expect(() => decodePacket(packet)).to.throw(Error));
  }

  it("of any bytes is read or refused, never anything else", () => {
    const attributes = fc.oneof(
      fc.dictionary(fc.string(), fc.string()),
      fc.record({
        kind: fc.constantFrom("events", "ephemeral", "control"),
        channel: fc.string(),
        eventType: fc.string(),
      }),
    );
    fc.assert(
      fc.property(attributes, fc.uint8Array({ maxLength: 200 }), (given, bytes) => {
        try {
          decodePacket({ attributes: given, data: Buffer.from(bytes) });
        } catch (error) {
          expect(error).to.be.instanceOf(Error);
        }
      }),
    );
  });
});

/** Bytes cannot hold half a character: JSON escapes it in data, a plain attribute has none. */
const wellFormed = (message: BusMessage): unknown => JSON.parse(JSON.stringify(message));
