import { expect } from "chai";
import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { eventSourceParser, maxEventChars } from "../src/stream/eventSourceParser.js";

type Heard = readonly [type: string, data: string, id: string | undefined];

function heardBy(pieces: readonly string[]) {
  const events: Heard[] = [];
  const [retries, broken]: [number[], string[]] = [[], []];
  const feed = eventSourceParser({
    event: (...event) => events.push(event),
    retry: (ms) => retries.push(ms),
    broken: (reason) => broken.push(reason),
  });
  for (const piece of pieces) feed(piece);
  return { events, retries, broken };
}

const line = fc.constantFrom(
  ...["data: a", "data:b", "data:  c", "data", "data:", "event: x", "event:y:z", "event", "id: 7", "id:8"],
  ...["retry: 50", "retry: soon", ": comment", "other: x", "datax: y", "", "", ""],
);
const ending = fc.constantFrom("\n", "\r\n", "\r");

describe("the parser of event streams", () => {
  it("hears what the library eventsource-parser hears, however the text is cut", () => {
    const text = fc.array(fc.tuple(line, ending), { maxLength: 20 }).map((lines) => lines.flat().join(""));
    fc.assert(
      fc.property(text, fc.array(fc.nat(12), { maxLength: 30 }), (text, lengths) => {
        const pieces: string[] = [];
        let at = 0;
        for (const length of lengths) pieces.push(text.slice(at, (at += length)));
        pieces.push(text.slice(at), "\n\n");
        const [events, retries]: [Heard[], number[]] = [[], []];
        const peer = createParser({
          onEvent: ({ event = "message", data, id }) => events.push([event, data, id]),
          onRetry: (ms) => retries.push(ms),
        });
        for (const piece of pieces) peer.feed(piece);
        const { broken, ...heard } = heardBy(pieces);
        expect({ ...heard, broken }).to.deep.equal({ events, retries, broken: [] });
      }),
    );
  });

  it("leaves out an event that is too large, says so, and hears the next", () => {
    const pieces = [
      "data: ",
      ..."x"
        .repeat(9)
        .split("")
        .map(() => "y".repeat(maxEventChars / 8)),
      "\n",
      "data: more\n\n",
    ];
    const { events, broken } = heardBy([...pieces, "event: a\ndata: b\n\n"]);
    expect({ events, broken }).to.deep.equal({
      events: [["a", "b", undefined]],
      broken: ["An event is too large."],
    });
  });
});
