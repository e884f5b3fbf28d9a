import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { Document } from "@firecast/contract/documents";
import { aPlace, type Person } from "../features/people.js";
import { eventually } from "../support/eventually.js";
import { SseClient } from "../support/sse.js";
import { anInstance, theFirebase } from "../support/testInstance.js";

describe("of a user who leaves a document", () => {
  const server = anInstance();

  it("is told once that its stream has ended, or its instance was killed", async () => {
    const place = await aPlace(server());
    const [olga, mia] = [place.owner, await place.member()];
    const draft = { title: "Plan", content: "one", spaceId: place.id };
    const { id } = Document.parse((await olga.post("/documents", draft)).body);
    const channel = `documents/${id}`;
    const open = ({ user }: Person) =>
      SseClient.open(`${server().url}/sse/stream?channels=${channel}`, { token: user.idToken });
    const [watching, writing] = await Promise.all([open(mia), open(olga)]);
    for (const stream of [watching, writing]) await stream.waitFor(({ event }) => event === "connected");
    const killed = theFirebase().firestore.doc(`instances/${randomUUID()}`);
    const present = [{ channel, uids: ["oto", mia.uid] }];
    await killed.set({ id: killed.id, streams: 2, present, expireAt: Timestamp.fromMillis(Date.now() - 1) });
    writing.close();
    const leavers = () => watching.named("document:user-leave").map(({ data }) => leaverIn(data));
    await eventually(leavers, (uids) => ["oto", olga.uid].every((uid) => uids.includes(uid)));
    expect(leavers().toSorted()).to.deep.equal([olga.uid, "oto"].toSorted());
    expect((await killed.get()).get("isTold")).to.equal(true);
    watching.close();
  });
});

const leaverIn = (data: unknown): string => (data as { data: { userId: string } }).data.userId;
