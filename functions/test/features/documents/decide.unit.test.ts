import { expect } from "chai";
import fc from "fast-check";
import { type Document, keptDocumentChanges, maxDocumentLength } from "@firecast/contract/documents";
import { applyChange, type TextChange } from "@firecast/contract/textChange";
import { decideChange, neededChanges, newDocument } from "../../../src/features/documents/decide.js";

const at = "2026-03-01T12:00:00.000Z";
const later = "2026-03-01T12:00:01.000Z";

const aDocument = (values: Partial<Document> = {}): Document => ({
  ...newDocument({ title: "Plan", content: "one two" }, { id: "d1", ownerId: "ada", at }),
  ...values,
});

describe("a change of a document", () => {
  it("to the present version makes the next one", () => {
    const ops: TextChange = [{ retain: 3 }, { insert: "," }];
    const document = aDocument({ content: "one, two", version: 2, updatedAt: later });
    const decision = { type: "change", document, ops };
    expect(decideChange(aDocument(), { baseVersion: 1, ops }, [], later)).to.deep.equal(decision);
    const content = "one, two";
    expect(decideChange(aDocument(), { baseVersion: 1, content }, [], later)).to.deep.equal(decision);
  });

  it("ends its lines as a browser's field does", () => {
    const draft = { title: "Plan", content: "one\r\ntwo\rthree\n" };
    expect(newDocument(draft, { id: "d1", ownerId: "ada", at })).to.include({ content: "one\ntwo\nthree\n" });
    const ops: TextChange = [{ retain: 3 }, { insert: "\r\n", continues: true }];
    const made = [{ retain: 3 }, { insert: "\n", continues: true }];
    expect(decideChange(aDocument(), { baseVersion: 1, ops }, [], later)).to.have.deep.property("ops", made);
    const content = "one\r\n two";
    expect(decideChange(aDocument(), { baseVersion: 1, content }, [], later)).to.have.nested.property(
      "document.content",
      "one\n two",
    );
  });

  it("that changes nothing makes none", () => {
    const keep = { type: "keep" };
    expect(decideChange(aDocument(), { baseVersion: 1, content: "one two" }, [], later)).to.deep.equal(keep);
    expect(decideChange(aDocument(), { baseVersion: 1, ops: [{ retain: 3 }] }, [], later)).to.deep.equal(
      keep,
    );
  });

  it("to an older version goes after what came since, if it is steps", () => {
    const document = aDocument({ content: "zero one two", version: 2 });
    const since: TextChange[] = [[{ insert: "zero " }]];
    const ops: TextChange = [{ retain: 3 }, { insert: "," }];
    expect(neededChanges(document, { baseVersion: 1, ops })).to.deep.equal([2]);
    const merged = decideChange(document, { baseVersion: 1, ops }, since, later);
    expect(merged).to.have.nested.property("document.content", "zero one, two");
    expect(decideChange(document, { baseVersion: 1, content: "one, two" }, [], later)).to.deep.equal({
      type: "stale",
    });
  });

  it("cannot be merged with changes that are not kept any more", () => {
    const ops: TextChange = [{ insert: "x" }];
    const document = aDocument({ version: keptDocumentChanges + 2 });
    expect(neededChanges(document, { baseVersion: 1, ops })).to.deep.equal([]);
    expect(decideChange(document, { baseVersion: 1, ops }, [], later)).to.deep.equal({ type: "stale" });
    const one = aDocument({ version: 2 });
    expect(decideChange(one, { baseVersion: 1, ops }, [undefined], later)).to.deep.equal({ type: "stale" });
  });

  it("that does not fit is refused with the place", () => {
    const refused = (change: Parameters<typeof decideChange>[1]) =>
      decideChange(aDocument({ content: "a\u{1f600}b" }), change, [], later);
    expect(refused({ baseVersion: 2, content: "" })).to.include({ type: "misfit", pointer: "/baseVersion" });
    expect(refused({ baseVersion: 1, ops: [{ delete: 5 }] })).to.include({ type: "misfit", pointer: "/ops" });
    const half: TextChange = [{ retain: 1 }, { delete: 1 }];
    expect(refused({ baseVersion: 1, ops: half })).to.include({ type: "misfit", pointer: "/ops" });
    const insert = "x".repeat(maxDocumentLength - 3);
    expect(refused({ baseVersion: 1, ops: [{ insert }] })).to.include({ type: "too_large" });
  });

  it("of several writers at once, each to the version they knew, comes to one text that every reader of the changes has", () => {
    const writes = fc.array(
      fc.record({
        behind: fc.nat({ max: 5 }),
        place: fc.nat(),
        insert: fc.string({ minLength: 1, maxLength: 3 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(writes, (all) => {
        let document = aDocument({ content: "start" });
        const texts = ["", "start"];
        const changes: TextChange[] = [[], []];
        for (const { behind, place, insert } of all) {
          const baseVersion = Math.max(1, document.version - behind);
          const known = texts[baseVersion] ?? "";
          const retain = place % (known.length + 1);
          const ops = [...(retain > 0 ? [{ retain }] : []), { insert }];
          const change = { baseVersion, ops };
          const since = neededChanges(document, change).map((version) => changes[version]);
          const decision = decideChange(document, change, since, later);
          if (decision.type !== "change") throw new Error(decision.type);
          document = decision.document;
          changes.push(decision.ops);
          texts.push(document.content);
        }
        const replayed = changes.reduce((text, ops) => applyChange(text, ops) ?? "", "start");
        expect(replayed).to.equal(document.content);
        for (const { insert } of all)
          expect([...document.content].sort().join()).to.include([...insert].sort()[0]);
        expect(document.content).to.have.length(5 + all.reduce((sum, { insert }) => sum + insert.length, 0));
      }),
    );
  });
});
