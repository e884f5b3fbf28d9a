import { readFileSync } from "node:fs";
import { expect } from "chai";
import { z } from "zod";
import { StoredEvent } from "../../src/realtime/log/event.js";

const Override = z.strictObject({
  collectionGroup: z.string(),
  fieldPath: z.string(),
  ttl: z.literal(true).optional(),
  indexes: z.tuple([]),
});
const Field = z.strictObject({ fieldPath: z.string(), order: z.enum(["ASCENDING", "DESCENDING"]) });
const Composite = z.strictObject({
  collectionGroup: z.string(),
  queryScope: z.enum(["COLLECTION", "COLLECTION_GROUP"]),
  fields: z.array(Field).min(2),
});
const Indexes = z.strictObject({ indexes: z.array(Composite), fieldOverrides: z.array(Override) });

/** Collections whose documents Firestore deletes some time after their `expireAt`. */
const expiring = ["tickets", "idempotency", "instances"];

/** Fields that no query filters or orders by: an index entry each would cost with every write, and limit its size. */
const neverQueried: Readonly<Record<string, readonly string[]>> = {
  events: ["wire", "id", "epoch", "type", "channel", "followed"],
  messages: ["text"],
};

describe("firestore.indexes.json", () => {
  const file = new URL("../../../firestore.indexes.json", import.meta.url);
  const { fieldOverrides } = Indexes.parse(JSON.parse(readFileSync(file, "utf8")));

  it("every expiring collection has its TTL policy, and no index on a time that only ever grows", () => {
    const policies = fieldOverrides.filter(({ ttl }) => ttl);
    expect(policies).to.have.deep.members(
      expiring.map((collectionGroup) => ({ collectionGroup, fieldPath: "expireAt", ttl: true, indexes: [] })),
    );
  });

  it("every field that is never queried is exempt from indexes, and no other", () => {
    const exemptions = fieldOverrides.filter(({ ttl }) => !ttl);
    expect(exemptions).to.have.deep.members(
      Object.entries(neverQueried).flatMap(([collectionGroup, fields]) =>
        fields.map((fieldPath) => ({ collectionGroup, fieldPath, indexes: [] })),
      ),
    );
  });

  it("of a logged event, only `seq` is indexed", () => {
    const { seq: _, ...others } = StoredEvent.shape;
    expect(neverQueried.events).to.include.members(Object.keys(others));
  });
});
