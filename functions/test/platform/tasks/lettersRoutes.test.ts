import { type DeadLetter, DeadLetterPage } from "@firecast/contract/operations";
import { expect } from "chai";
import { systemClock } from "../../../src/platform/clock.js";
import { deadLetters } from "../../../src/platform/tasks/deadLetters.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aUser } from "../../support/users.js";

describe("dead letters by HTTP", () => {
  const server = anInstance();
  const anOperator = async () => server().as(await aUser({ operator: true }));

  /** One that went to the work of documents of this test alone. */
  async function aLetter(queue = "wakeUps", kind = crypto.randomUUID()) {
    const { firestore } = theFirebase();
    const payload = { kind, payload: { of: "a test" } };
    await deadLetters(firestore, systemClock).put({
      queue,
      payload,
      reason: "5: no such thing",
      attempts: 3,
    });
    const { docs } = await firestore
      .collection("deadLetters")
      .where("payload", "==", JSON.stringify(payload))
      .get();
    return { id: docs[0]?.id ?? "", payload: JSON.stringify(payload) };
  }

  it("are shown to operators, the newest first, by pages", async () => {
    const operator = await anOperator();
    const older = await aLetter();
    const newer = await aLetter();
    const listed: DeadLetter[] = [];
    let cursor: string | null = "";
    // Suites beside this one have letters, too.
    while (cursor !== null && listed.length < 2) {
      const { body } = await operator.get(`/dead-letters?limit=1${cursor && `&cursor=${cursor}`}`);
      const page: DeadLetterPage = DeadLetterPage.parse(body);
      listed.push(...page.items.filter(({ id }) => [older.id, newer.id].includes(id)));
      cursor = page.nextCursor;
    }
    const rest = { queue: "wakeUps", reason: "5: no such thing", attempts: 3 };
    expect(listed.map(({ at: _, ...letter }) => letter)).to.deep.equal([
      { ...newer, ...rest },
      { ...older, ...rest },
    ]);
    expect((await operator.get("/dead-letters?cursor=forged")).status).to.equal(400);
  });

  it("go where they came from once, however often that is asked for with one key", async () => {
    const operator = await anOperator();
    const { id } = await aLetter();
    const again = () => operator.post(`/dead-letters/${id}/replay`, {}, { key: `again-${id}` });
    const sent = await again();
    expect([sent.status, sent.body]).to.deep.equal([200, { id, queue: "wakeUps" }]);
    expect((await theFirebase().firestore.doc(`deadLetters/${id}`).get()).exists).to.equal(false);
    const repeat = await again();
    expect([repeat.status, repeat.body]).to.deep.equal([200, sent.body]);
    expect((await operator.post(`/dead-letters/${id}/replay`)).status).to.equal(404);
  });

  it("that cannot be sent stay, and the operator hears why", async () => {
    const operator = await anOperator();
    const { id } = await aLetter("realtime-ingest");
    const refused = await operator.post(`/dead-letters/${id}/replay`);
    expect(refused.status).to.equal(409);
    expect(refused.body).to.have.property("detail").that.includes("It stays");
    expect((await theFirebase().firestore.doc(`deadLetters/${id}`).get()).exists).to.equal(true);
  });

  it("are no one else's", async () => {
    const { id } = await aLetter();
    const admin = server().as(await aUser({ organizationId: "northside", role: "admin" }));
    expect((await admin.get("/dead-letters")).status).to.equal(403);
    expect((await admin.post(`/dead-letters/${id}/replay`)).status).to.equal(403);
    expect((await server().as().get("/dead-letters")).status).to.equal(401);
  });
});
