import { expect } from "chai";
import { z } from "zod";
import { demoDocuments } from "../../scripts/demo-documents.mjs";
import { StoredProfile } from "../../src/features/accounts/schema.js";
import { devicesStore } from "../../src/features/devices/store.js";
import { cloudLog } from "../../src/platform/log.js";
import { database } from "../support/database.js";

const Documents = z.record(z.string(), z.record(z.string(), z.unknown()));

describe("the demo's documents", () => {
  const documents = Documents.parse(demoDocuments);
  const all = Object.keys(documents).map((path) => database().doc(path));

  before(() => Promise.all(all.map((document) => document.set(documents[document.path] ?? {}))));
  after(() => Promise.all(all.map((document) => document.delete())));

  it("have bob's phone where a push looks for it", async () => {
    const store = devicesStore(database(), cloudLog);
    const [phone] = (await store.of("bob")).map(({ value }) => value);
    if (!phone) throw new Error("bob has no phone");
    expect(phone.target).to.deep.equal({ kind: "token", value: "token-of-bobs-phone" });
    const { target } = await store.registering("bob", phone.id, phone.target);
    expect(target?.value).to.deep.equal({ uid: "bob", deviceId: phone.id });
  });

  it("have a profile with a name for every user", () => {
    const profiles = Object.entries(documents).filter(([path]) => /^users\/[^/]+$/.test(path));
    const names = profiles.map(([, profile]) => StoredProfile.parse(profile).displayName);
    expect(names.sort()).to.deep.equal(["Alice", "Bob", "Carol", "Dana", "Operator"]);
  });
});
