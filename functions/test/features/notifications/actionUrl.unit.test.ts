import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { ActionUrl, Notification } from "@firecast/contract/notifications/notifications";
import { admit } from "../../../src/features/inbox/rules/admit.js";
import { toWire } from "../../../src/features/inbox/schema.js";
import { toFcmMessage } from "../../../src/features/push/fcm/message.js";
import { pushPayload } from "../../../src/features/push/pushPayload.js";
import { clip } from "../../../src/platform/notices/clip.js";
import { theTypes } from "../../support/noticeTypes.js";
import { hostile } from "../inbox/http/hostile.js";
import { at } from "../inbox/builders.js";
import { anyCharacter } from "../../support/anyCharacter.js";

const longestSegment = "Z_-9".repeat(32);
const segments = fc.oneof(
  fc.constantFrom(longestSegment, "-", "_", "constructor", "__proto_"),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/).filter((id) => !/^__.*__$/.test(id)),
);
const texts = fc.oneof(
  fc.constantFrom(...hostile).map((text) => clip(text)),
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 200 }).map((text) => clip(text)),
);

/** Anything that a field of a payload takes: its JSON schema says what. */
const Field = z.looseObject({
  type: z.string(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
});
function valuesOf(field: z.infer<typeof Field>): fc.Arbitrary<unknown> {
  if (field.enum) return fc.constantFrom(...field.enum);
  if (field.type === "integer") return fc.integer({ min: 1 });
  if (field.type === "boolean") return fc.boolean();
  if (field.format === "date-time") return fc.constant(at);
  return field.pattern === undefined ? texts : segments;
}

const Fields = z.object({ properties: z.record(z.string(), Field) });
function payloadsOf(schema: z.ZodObject): fc.Arbitrary<Record<string, unknown>> {
  const { properties } = Fields.parse(z.toJSONSchema(schema));
  const fields = Object.entries(properties).map(([name, field]) => [name, valuesOf(field)] as const);
  return fc.record(Object.fromEntries(fields));
}

describe("where a notification leads", () => {
  it("is a path of the app, and never another site", () => {
    for (const path of ["/", "/spaces/lobby", "/spaces/lobby/chat?message=m1", "/a#b", "/a//b"]) {
      expect(ActionUrl.safeParse(path).success, path).to.equal(true);
    }
    for (const path of [
      "",
      "spaces",
      "//evil.example",
      "/\\evil.example",
      "\\\\evil.example",
      "/a\\b",
      "javascript:alert(1)",
      "https://evil.example/",
      " /spaces",
      "/spa ces",
      "/\t/evil.example",
      "/\n/evil.example",
      "/a\r\nb",
      "/a\0b",
      "/\u202e",
      "/ä",
      "/a\n",
      `/${"a".repeat(501)}`,
    ]) {
      expect(ActionUrl.safeParse(path).success, JSON.stringify(path)).to.equal(false);
    }
  });

  for (const type of theTypes.types) {
    it(`${type.type}: whatever its payload says, the row is well-formed and its push fits into 4 KB`, () => {
      const { payload } = type;
      fc.assert(
        fc.property(payloadsOf(payload), (fields) => {
          const notice = { uid: "bob", type: type.type, cause: "c1", payload: payload.parse(fields), at };
          const { item } = admit(notice, type, undefined, Date.parse(at));
          expect(Notification.parse(toWire(item))).to.deep.equal(toWire(item));
          const row = { ...toWire(item), collapseKey: item.collapseKey };
          const pushed = pushPayload(row, type, Date.parse(at));
          for (const platform of ["android", "ios", "web"] as const) {
            const target = { kind: "token", value: "t", platform } as const;
            const facts = { badge: 99, appUrl: "https://app.example", now: Date.parse(at) };
            const message = toFcmMessage(pushed, target, facts);
            expect(Buffer.byteLength(JSON.stringify(message))).to.be.at.most(4096);
            expect(new URL(message.webpush?.fcm_options?.link ?? facts.appUrl).origin).to.equal(facts.appUrl);
          }
        }),
        { numRuns: 60 },
      );
    });
  }
});
