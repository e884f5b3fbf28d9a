import { expect } from "chai";
import fc from "fast-check";
import type { Action } from "@firecast/contract/automations/actions";
import { fits } from "../../../src/features/automations/rules/matchText.js";
import { renderAction, variablesIn } from "../../../src/features/automations/rules/renderAction.js";
import { rendered, variablesOf } from "../../../src/features/automations/rules/template.js";

describe("texts that rules wait for", () => {
  const cases: [text: string, match: Parameters<typeof fits>[1], expected: boolean][] = [
    ["Can somebody HELP me?", { words: ["help"] }, true],
    ["That was helpful", { words: ["help"] }, false],
    ["That was helpful", { phrases: ["help"] }, true],
    ["help", { words: ["help"] }, true],
    ["Wie heißt GRÜßE?", { words: ["grüße"] }, true],
    ["caf\u0065\u0301", { words: ["café"] }, true],
    ["ｈｅｌｐ", { words: ["help"] }, true],
    ["who knows how  to\nbegin?", { words: ["how to begin"] }, true],
    ["how toto begin", { words: ["how to"] }, false],
    ["!poll what now", { prefixes: ["!poll "] }, true],
    ["say !poll", { prefixes: ["!poll"] }, false],
    ["a+b", { phrases: [".*"] }, false],
    ["what is .*?", { phrases: [".*"] }, true],
    ["東京へ行く", { phrases: ["東京"] }, true],
    ["see you", { words: ["help"], phrases: ["u?"], prefixes: ["See"] }, true],
    ["", { words: ["x"], phrases: ["x"], prefixes: ["x"] }, false],
  ];
  for (const [text, match, expected] of cases)
    it(`${JSON.stringify(match)} ${expected ? "fits" : "does not fit"} ${JSON.stringify(text)}`, () => {
      expect(fits(text, match)).to.equal(expected);
    });

  it("are found whatever stands around them", () => {
    const word = fc.stringMatching(/^[a-z]{1,10}$/);
    fc.assert(
      fc.property(fc.string(), word, fc.string(), (before, needle, after) => {
        expect(fits(`${before} ${needle.toUpperCase()} ${after}`, { words: [needle] })).to.equal(true);
        expect(fits(`${before}${needle}${after}`, { phrases: [needle] })).to.equal(true);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("are looked for in no time, also where an owner and a member do their worst", () => {
    const long = "a".repeat(4000);
    const needles = Array.from({ length: 10 }, (_, at) => `${"a".repeat(59)}${String.fromCharCode(98 + at)}`);
    const began = performance.now();
    expect(fits(long, { words: needles, phrases: needles, prefixes: needles })).to.equal(false);
    expect(fits("ﷺ".repeat(4000), { phrases: needles })).to.equal(false);
    expect(performance.now() - began).to.be.below(5000);
  });
});

describe("texts of actions", () => {
  const facts = {
    "member.name": "Mia {{message.text}}",
    "message.text": "$& $1 {{member.name}} <b>",
    "tool.uses": 7,
  };

  it("have the facts in place of their variables, as they are, and are not looked through again", () => {
    expect(rendered("Hi {{member.name}}: {{ message.text }}, {{tool.uses}}!", facts, 1000)).to.equal(
      "Hi Mia {{message.text}}: $& $1 {{member.name}} <b>, 7!",
    );
    expect(rendered("{{constructor}}{{a.b}}{{}}{{ }}{{x y}}", facts, 100)).to.equal("{{}}{{ }}{{x y}}");
  });

  it("are never longer than they may be, and cut no character in two", () => {
    const text = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constant("{{a.b}}")));
    fc.assert(
      fc.property(
        text,
        fc.string({ unit: "grapheme" }),
        fc.integer({ min: 1, max: 50 }),
        (parts, value, max) => {
          const result = rendered(parts.join(""), { "a.b": value }, max);
          expect(result.length).to.be.at.most(max);
          expect(result).to.match(/^\P{Surrogate}*$/u);
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });

  it("are read in no time, whatever stands in them", () => {
    const began = performance.now();
    for (const hostile of ["{{".repeat(50_000), "{{ ".repeat(30_000), `{{${"a".repeat(100_000)}`]) {
      expect(variablesOf(hostile)).to.deep.equal([]);
      expect(rendered(hostile, {}, 10)).to.have.length(10);
    }
    expect(performance.now() - began).to.be.below(5000);
  });

  it("are those that say something: where an action goes is none", () => {
    const webhook: Action = {
      type: "webhook",
      url: "https://example.com/{{member.name}}",
      data: { "a/b": ["{{tool.uses}}", { deep: "{{member.name}}" }], n: 1 },
    };
    expect(variablesIn(webhook)).to.deep.equal([
      { pointer: "/data/a~1b/0", name: "tool.uses" },
      { pointer: "/data/a~1b/1/deep", name: "member.name" },
    ]);
    expect(renderAction(webhook, { "tool.uses": 7, "member.name": "Mia" })).to.deep.equal({
      type: "action",
      action: { ...webhook, data: { "a/b": ["7", { deep: "Mia" }], n: 1 } },
    });
  });

  it("that say nothing in the end, or too much, are no action", () => {
    const post: Action = { type: "post_message", text: "{{message.text}}" };
    expect(renderAction(post, { "message.text": " " })).to.deep.include({ type: "unfit" });
    expect(renderAction(post, { "message.text": "x".repeat(5000) })).to.deep.include({ type: "action" });
    const data = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`k${at}`, "{{message.text}}"]));
    const large: Action = { type: "webhook", url: "https://example.com", data };
    expect(renderAction(large, { "message.text": "x".repeat(4000) })).to.deep.include({ type: "unfit" });
  });
});
