import { expect } from "chai";
import fc from "fast-check";
import { applyChange, changeAfter, changeBetween, type TextChange } from "@firecast/contract/textSteps";
import * as drafts from "../../src/documents/draft.js";

/** The server of one document: changes made to older versions are moved behind what came since. */
function aServer(content: string) {
  const changes: { ops: TextChange; key: string }[] = [];
  let text = content;
  return {
    changes,
    now: () => ({ version: changes.length + 1, content: text }),
    /** The answer: the document afterwards. Repeats of a key have one effect. */
    take: (request: { baseVersion: number; ops: TextChange }, key: string) => {
      if (changes.some((one) => one.key === key)) return;
      const since = changes.slice(request.baseVersion - 1);
      const ops = since.reduce<TextChange>((own, other) => changeAfter(own, other.ops), request.ops);
      if (ops.length === 0) return;
      const next = applyChange(text, ops);
      if (next === undefined) throw new Error(`Does not fit: ${JSON.stringify({ text, ops })}`);
      text = next;
      changes.push({ ops, key });
    },
  };
}

type Server = ReturnType<typeof aServer>;

/** A client of it: what it does, when the test says so. */
function aWriter(server: Server, name: string) {
  let draft = drafts.landed(drafts.emptyDraft, server.now()).draft;
  let sent: { key: string; request: ReturnType<typeof drafts.requestOf>; answer?: Answer } | undefined;
  let keys = 0;
  type Answer = "refused" | ReturnType<Server["now"]>;
  const isKnown = () => sent && drafts.isKnown(draft, sent.key);
  return {
    text: () => drafts.textOf(draft),
    isIdle: () => draft.pending.length === 0 && !sent && draft.version === server.now().version,
    edit: (text: string) => {
      draft = drafts.edited(draft, changeBetween(drafts.textOf(draft), text));
    },
    send: () => {
      if (sent || !drafts.hasUnsent(draft)) return;
      const key = `${name}${++keys}`;
      draft = drafts.handedOver(draft, key);
      sent = { key, request: drafts.requestOf(draft, key) };
    },
    /** The request reaches the server. */
    reach: (isRefused: boolean) => {
      if (!sent || sent.answer) return;
      if (isRefused) sent.answer = "refused";
      else {
        server.take(sent.request, sent.key);
        sent.answer = server.now();
      }
    },
    /** The answer arrives: before its event, or after it. */
    answer: () => {
      if (!sent?.answer) return;
      const { key, answer } = sent;
      if (answer === "refused") draft = drafts.refused(draft, key).draft;
      else if (isKnown()) {
        if (answer.version <= draft.version) draft = drafts.taken(draft, key);
        else draft = drafts.landed(draft, answer, key).draft;
      }
      sent = undefined;
    },
    /** The next event arrives. */
    hear: () => {
      const change = server.changes[draft.version - 1];
      if (change) draft = drafts.received(draft, { version: draft.version + 1, ...change }).draft;
    },
    refetch: () => {
      if (!drafts.isOnTheWay(draft)) draft = drafts.landed(draft, server.now()).draft;
    },
  };
}

describe("a text that several write", () => {
  it("ends the same for all, however edits, requests, refusals, events and fetches interleave", () => {
    const act = fc.record({
      who: fc.nat(2),
      what: fc.constantFrom("edit", "edit", "send", "reach", "answer", "hear", "hear", "refetch", "refuse"),
      at: fc.nat(20),
      text: fc.string({ unit: "grapheme", maxLength: 3 }),
      out: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.array(act, { maxLength: 60 }), (content, acts) => {
        const server = aServer(content);
        const writers = ["a", "b", "c"].map((name) => aWriter(server, name));
        for (const { who, what, at, text, out } of acts) {
          const writer = writers[who];
          if (!writer) continue;
          const before = [...writer.text()];
          const from = Math.min(at, before.length);
          if (what === "edit") writer.edit(before.toSpliced(from, out, text).join(""));
          else if (what === "refuse") writer.reach(true);
          else if (what === "reach") writer.reach(false);
          else writer[what]();
        }
        for (let round = 0; !writers.every((writer) => writer.isIdle()); round++) {
          if (round > 200) throw new Error("They never end.");
          for (const writer of writers) {
            writer.send();
            writer.reach(false);
            writer.answer();
            writer.hear();
          }
        }
        for (const writer of writers) expect(writer.text()).to.equal(server.now().content);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps what was written after a refused change, and tells how the others' changes look here", () => {
    let draft = drafts.landed(drafts.emptyDraft, { version: 1, content: "one" }).draft;
    draft = drafts.handedOver(drafts.edited(draft, changeBetween("one", "one two")), "k1");
    draft = drafts.edited(draft, changeBetween("one two", "> one two"));
    expect(drafts.textOf(draft)).to.equal("> one two");
    const heard = drafts.received(draft, { version: 2, ops: [{ insert: "1 " }], key: "other" });
    expect([drafts.textOf(heard.draft), heard.seen]).to.deep.equal(["1 > one two", [{ insert: "1 " }]]);
    const { draft: after, seen } = drafts.refused(heard.draft, "k1");
    expect([drafts.textOf(after), seen]).to.deep.equal(["1 > one", [{ retain: 7 }, { delete: 4 }]]);
  });
});
