import { expect } from "chai";
import { z } from "zod";
import { Publish } from "@firecast/contract/realtime";
import { check } from "../../../src/platform/http/endpoint.js";
import { type InvalidPart, Problem } from "../../../src/platform/problems.js";

function refusal(schema: z.ZodType, value: unknown): readonly InvalidPart[] {
  try {
    check(schema, value, "body");
  } catch (error) {
    if (error instanceof Problem && error.code === "invalid_request") return error.document().errors ?? [];
    throw error;
  }
  throw new Error("was accepted");
}
const pointers = (schema: z.ZodType, value: unknown): string[] =>
  refusal(schema, value).map(({ pointer }) => pointer);

describe("invalid input", () => {
  it("is named by place, JSON pointer and reason", () => {
    expect(refusal(z.object({ name: z.string().min(1, "must not be empty") }), { name: "" })).to.deep.equal([
      { in: "body", pointer: "/name", detail: "must not be empty" },
    ]);
  });

  it("is named in full: every part that is wrong", () => {
    const schema = z.strictObject({ a: z.number(), b: z.array(z.object({ c: z.string() })) });
    expect(pointers(schema, { b: [{ c: "x" }, { c: 1 }], x: 1 })).to.deep.equal(["/a", "/b/1/c", ""]);
  });

  it("has slashes and tildes of its keys escaped (RFC 6901)", () => {
    expect(pointers(z.record(z.string(), z.number()), { "a/b~c": "x" })).to.deep.equal(["/a~1b~0c"]);
  });

  describe("that may have several forms is measured by the one it resembles", () => {
    const publications = [
      ["nothing at all lacks the parts of the first form", {}, ["/channel", "/type", "/data"]],
      ["a part of one form", { channel: "global" }, ["/type", "/data"]],
      ["a wrong value of one form", { channel: 1, type: "a", data: {} }, ["/channel"]],
      ["the list form", { events: "x" }, ["/events"]],
      ["an empty list", { events: [] }, ["/events"]],
      ["an element of the list form", { events: [{ channel: "global", type: "a" }] }, ["/events/0/data"]],
      ["what no form knows", { channel: "global", type: "a", data: 1, extra: 1 }, [""]],
      ["an array", [], [""]],
      ["a scalar", "x", [""]],
      ["null", null, [""]],
      ["an absent body", undefined, [""]],
    ] as const;
    for (const [what, value, expected] of publications) {
      it(what, () => expect(pointers(Publish, value)).to.deep.equal(expected));
    }

    it("by what it is, not by how little it lacks", () => {
      const kinds = z.union([
        z.object({ kind: z.literal("token"), value: z.string() }),
        z.object({
          kind: z.literal("installation"),
          value: z.string(),
          platform: z.string(),
          version: z.string(),
        }),
      ]);
      expect(pointers(kinds, { kind: "installation" })).to.deep.equal(["/value", "/platform", "/version"]);
    });

    it("also deep inside, with the whole way there", () => {
      const schema = z.object({
        list: z.array(z.union([z.string(), z.object({ n: z.union([z.number(), z.null()]) })])),
      });
      expect(pointers(schema, { list: ["a", { n: "x" }, 7] })).to.deep.equal(["/list/1/n", "/list/2"]);
    });

    it("and where a value tells the form, by that value", () => {
      const schema = z.object({
        d: z.discriminatedUnion("type", [z.object({ type: z.literal("p"), n: z.int() })]),
      });
      expect(pointers(schema, { d: { type: "q" } })).to.deep.equal(["/d/type"]);
      expect(pointers(schema, { d: { type: "p" } })).to.deep.equal(["/d/n"]);
    });
  });
});

describe("F7: what is said of invalid input is bounded", () => {
  const document = (schema: z.ZodType, value: unknown) => {
    try {
      check(schema, value, "body");
    } catch (error) {
      if (error instanceof Problem) return error.document();
    }
    throw new Error("was accepted");
  };

  it("to the first 20 parts, and says how many more there are", () => {
    const keys = Array.from({ length: 5000 }, (_, n) => `bad key ${n}`);
    const value = Object.fromEntries(keys.map((key) => [key, { muted: 1 }]));
    const { detail, errors = [] } = document(z.record(z.string().regex(/^\w+$/), z.unknown()), value);
    expect(errors).to.have.lengthOf(20);
    expect(detail).to.equal("The first 20 of what is wrong; 4980 more are left out.");
  });

  it("in the length of names and reasons, and splits no character", () => {
    const value = { [`${"x".repeat(198)}\u{1f600}${"y".repeat(100_000)}`]: 1 };
    const named = document(z.record(z.string(), z.string()), value).errors?.[0];
    expect(named?.pointer).to.equal(`/${"x".repeat(198)}…`);
    const strict = document(z.strictObject({}), value).errors?.[0];
    expect(strict?.detail).to.have.lengthOf(201).and.match(/…$/);
  });
});
