import { expect } from "chai";
import { Firestore } from "firebase-admin/firestore";
import { path } from "../../../src/platform/firestore/path.js";

const firestore = new Firestore({ projectId: "demo-firecast" });

describe("a path into Firestore", () => {
  const message = path("spaces/{spaceId}/messages/{messageId}");

  it("names a document, its collection and all collections of that name", () => {
    expect(message.document(firestore, { spaceId: "s1", messageId: "m1" }).path).to.equal(
      "spaces/s1/messages/m1",
    );
    expect(message.collection(firestore, { spaceId: "s1" }).path).to.equal("spaces/s1/messages");
    expect(message.collectionGroup(firestore).isEqual(firestore.collectionGroup("messages"))).to.equal(true);
    expect(path("tools/{toolId}").collection(firestore, {}).path).to.equal("tools");
  });

  it("takes values as they are, and never one that would name something else", () => {
    expect(message.of({ spaceId: "$&", messageId: "a.b~c" })).to.equal("spaces/$&/messages/a.b~c");
    for (const messageId of ["", "a/b"])
      expect(() => message.of({ spaceId: "s1", messageId })).to.throw(RangeError);
  });
});
