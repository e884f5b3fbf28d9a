import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { expiredTickets } from "../../../src/platform/auth/expiredTickets.js";
import { minutes, toTimestamp } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { jobBench } from "../../jobs/jobBench.js";
import { database } from "../../support/database.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";

describe("tickets that have ended", () => {
  const server = anInstance();

  it("are deleted page by page; those that may still be good by another clock stay", async () => {
    const now = Date.now();
    const prefix = randomIds.next();
    const write = async (count: number, endedAgo: number): Promise<string[]> => {
      const userExpiresAt = now - endedAgo;
      const ids = Array.from({ length: count }, (_, index) => `${prefix}-${endedAgo}-${index}`);
      const writer = database().bulkWriter();
      for (const id of ids) {
        const ticket = {
          uid: "u",
          signedInAt: 0,
          openBefore: 0,
          userExpiresAt,
          expireAt: Timestamp.fromMillis(userExpiresAt),
        };
        void writer.create(database().doc(`tickets/${id}`), ticket);
      }
      await writer.close();
      return ids;
    };
    const ended = await write(950, minutes(11));
    const good = [...(await write(2, minutes(9))), ...(await write(2, -minutes(30)))];
    const runner = jobBench(server(), toTimestamp(now)).process(expiredTickets(theFirebase().firestore));
    const { counts } = await runner.called("tool-lifecycle", undefined);
    expect(counts.ticketsRemoved).to.be.at.least(950);
    const there = async (ids: string[]): Promise<number> => {
      const documents = await database().getAll(...ids.map((id) => database().doc(`tickets/${id}`)));
      return documents.filter(({ exists }) => exists).length;
    };
    expect([await there(ended), await there(good)]).to.deep.equal([0, 4]);
    expect((await runner.called("tool-lifecycle", undefined)).counts).to.deep.equal({});
  });
});
