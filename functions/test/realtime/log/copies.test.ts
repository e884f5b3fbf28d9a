import { expect } from "chai";
import type { Channel } from "@firecast/contract/core/channel";
import { randomIds } from "../../../src/platform/ids.js";
import { database } from "../../support/database.js";
import { faultyFirestore } from "../support/faultyFirestore.js";
import { aChannel, anAppend, aSmallChannel, range, stored, storedSeqs, testLog } from "../support/testLog.js";

const aDocument = () => database().doc(`tests/${randomIds.next()}`);

describe("an append with copies", () => {
  it("puts the same events into other channels by the same ids, in one commit, each under numbers of its own", async () => {
    let commits = 0;
    const told: string[][] = [];
    const log = testLog({
      firestore: faultyFirestore(database(), (commit) => {
        commits++;
        return commit();
      }),
      broadcast: (events) => Promise.resolve(void told.push(events.map(({ id }) => id))),
    });
    const [channel, other, third] = [aChannel(), aSmallChannel(), aSmallChannel()];
    await log.append(anAppend(other, "its own"));
    commits = 0;
    const [[first], [second]] = await Promise.all([
      log.append(anAppend(channel, "a", { copies: [other, third] })),
      log.append(anAppend(channel, "b", { copies: [other] })),
    ]);
    expect(commits).to.equal(1);
    const ids = [first?.id, second?.id];
    const namesAndIds = async (where: Channel) => (await stored(where)).map(({ seq, id }) => [seq, id]);
    expect(await namesAndIds(channel)).to.deep.equal([[1, ids[0]], [2, ids[1]]]); // prettier-ignore
    expect((await namesAndIds(other)).slice(1)).to.deep.equal([[2, ids[0]], [3, ids[1]]]); // prettier-ignore
    expect(await namesAndIds(third)).to.deep.equal([[1, ids[0]]]);
    expect(told.slice(1)).to.have.deep.members([ids, ids, [ids[0]]]);
    const [, copy] = await stored(other);
    expect(JSON.parse(copy?.wire ?? "")).to.include({ id: ids[0], channel: other.name, seq: 2 });
  });

  it("looks again where another instance has written into a channel that gets a copy", async () => {
    const [channel, other] = [aChannel(), aSmallChannel()];
    const [here, there] = [testLog(), testLog()];
    await here.append(anAppend(channel, "a", { copies: [other] }));
    await there.append(anAppend(other, "b"));
    await here.append(anAppend(channel, "c", { copies: [other] }));
    expect(await storedSeqs(channel)).to.deep.equal([1, 2]);
    expect(await storedSeqs(other)).to.deep.equal([1, 2, 3]);
    const document = aDocument();
    await document.create({});
    const refused = here.append(
      anAppend(channel, "d", { copies: [other], writes: (batch) => batch.create(document, {}) }),
    );
    expect(await refused.catch((error: unknown) => error)).to.include({ code: 6 });
  });

  it("lets a copy leave its channel's own ring", async () => {
    const [channel, other] = [aChannel(), aSmallChannel()];
    const log = testLog();
    const events = range(1, 60).map((n) => ({ type: "test:event", data: n }));
    await log.append(anAppend(channel, "", { events, copies: [other] }));
    expect(await storedSeqs(channel)).to.deep.equal(range(1, 60));
    await log.append(anAppend(channel, "last", { copies: [other] }));
    expect(await storedSeqs(other)).to.deep.equal(range(12, 61));
  });
});
