import { DatasourceSync } from "@firecast/contract/automation";
import { expect } from "chai";
import { FieldValue } from "firebase-admin/firestore";
import type { FeedsDeps } from "../../../../src/features/calendar/feeds/deps.js";
import { turnOf } from "../../../../src/features/calendar/feeds/policy.js";
import { removeEvents } from "../../../../src/features/calendar/feeds/removeFeed.js";
import { syncFeed } from "../../../../src/features/calendar/feeds/syncFeed.js";
import { days, hours } from "../../../../src/platform/clock.js";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { calendar } from "../ics/feeds.js";
import { aFeedBench } from "./feedBench.js";
import { meeting } from "./feedServer.js";

const meetings = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => meeting(`m${n}`, n + 1));

describe("a sync of a feed", function () {
  this.timeout(60_000);
  const server = anInstance();
  const { web, aFeed, depsAt } = aFeedBench(server);

  it("makes each change once where several do it at once, and says so once", async () => {
    const { spaceId, serve, seen, deps, streamed, titles } = await aFeed();
    serve(...meetings(30));
    const feed = await seen();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => syncFeed(deps, feed)));
    expect(outcomes.map(({ type }) => type).sort()).to.deep.equal([
      ...Array<string>(4).fill("overtaken"),
      "synced",
    ]);
    expect(await titles()).to.have.length(30);
    const events = await streamed();
    expect(events.filter((event) => event.startsWith("calendar:event:created"))).to.have.length(30);
    // Each that began to write says so; one of them comes to the end.
    const statuses = (await server().events(`spaces/${spaceId}`)).flatMap(({ type, data }) =>
      type === "automation:datasource_sync" ? DatasourceSync.parse(data).status : [],
    );
    expect(statuses.filter((status) => status === "completed")).to.have.length(1);
    expect(statuses.at(-1)).to.equal("completed");
  });

  it("goes on where it was killed, and comes to the same", async () => {
    for (const killedAt of [0, 1]) {
      for (const landed of [false, true]) {
        const { serve, seen, deps, sync, streamed, titles, now } = await aFeed();
        serve(...meetings(30));
        await syncFeed(killedAtCommit(deps, killedAt, landed), await seen()).catch(() => undefined);
        await sync();
        const name = `killed ${landed ? "after" : "before"} commit ${killedAt}`;
        expect(await titles(), name).to.have.length(30);
        expect(await now(), name).to.include({ status: "synced", events: 30 });
        const created = (await streamed()).filter((event) => event.startsWith("calendar:event:created"));
        expect(new Set(created).size, name).to.equal(created.length).and.to.equal(30);
        expect((await sync()).type, name).to.equal("unchanged");
      }
    }
  });

  it("gives a turn to a feed that was stored before feeds had turns", async () => {
    const { spaceId, feed, serve, sync } = await aFeed();
    const stored = theFirebase().firestore.doc(`spaces/${spaceId}/calendars/${feed.id}`);
    await stored.update({ turn: FieldValue.delete() });
    serve(...meetings(1));
    await sync();
    expect((await stored.get()).get("turn")).to.equal(turnOf(feed));
  });

  it("changes what has changed, and cancels what is missing for the second time, also where the file stays the same", async () => {
    const { serve, sync, titles, streamed } = await aFeed();
    serve(meeting("a", 1), meeting("b", 2), meeting("c", 3));
    expect(await sync()).to.deep.equal({ type: "synced", created: 3, updated: 0, removed: 0 });
    serve(meeting("a", 1), meeting("b", 4, "later"));
    expect(await sync()).to.deep.equal({ type: "synced", created: 0, updated: 1, removed: 0 });
    expect(await titles()).to.deep.equal(["a", "c", "later"]);
    expect(await sync()).to.deep.equal({ type: "synced", created: 0, updated: 0, removed: 1 });
    expect((await streamed()).slice(5)).to.deep.equal([
      ...["automation:datasource_sync", "calendar:event:updated later", "automation:datasource_sync"],
      ...["automation:datasource_sync", "calendar:event:deleted", "automation:datasource_sync"],
    ]);
    expect(await sync()).to.deep.equal({ type: "unchanged" });
  });

  it("of a file that is empty, broken off or not there takes nothing away, and says why until it is whole again", async () => {
    const { serve, path, sync, titles, streamed, now } = await aFeed();
    serve(meeting("a", 1));
    await sync();
    for (const [text, error] of [
      ["", "not_a_calendar"],
      [calendar(meeting("b", 2)).replace("END:VCALENDAR", ""), "truncated"],
      [calendar(meeting("b", 2)).slice(0, -40), "truncated"],
    ] as const) {
      web.serveText(path, text);
      expect(await sync()).to.deep.equal({ type: "failed", error });
      expect(await now()).to.include({ status: "failing", error, events: 1 });
    }
    serve();
    await sync();
    await sync();
    expect(await titles()).to.deep.equal(["a"]);
    expect(await now())
      .to.include({ status: "synced", events: 1, failures: 0 })
      .and.not.have.property("error");
    expect((await streamed()).slice(3), "the first failure, and the end of them").to.deep.equal(
      Array(2).fill("automation:datasource_sync"),
    );
  });

  it("asks once for a feed that has not changed, and writes nothing, whatever a process takes for the time", async () => {
    const { serve, sync, deps, seen, clock } = await aFeed();
    serve(meeting("a", 1));
    clock.pass(hours(1));
    await sync();
    const { version } = await seen();
    for (const skew of [-hours(2), 0, hours(26)]) {
      web.asked.length = 0;
      clock.pass(skew);
      expect(await sync(depsAt(clock))).to.deep.equal({ type: "unchanged" });
      expect(web.asked).to.have.length(1);
    }
    expect((await seen()).version).to.deep.equal(version);
    clock.pass(days(7));
    expect(await sync(deps), "the window moves on").to.deep.equal({
      type: "synced",
      created: 0,
      updated: 0,
      removed: 0,
    });
  });

  it("writes nothing of a feed that was taken away meanwhile, and what is left goes unless the feed is back", async () => {
    const { serve, sync, seen, deps, feed, titles, spaceId, streamed } = await aFeed();
    serve(meeting("a", 1));
    await sync();
    const before = await seen();
    const ref = { spaceId, calendarId: feed.id, name: feed.name };
    await deps.store.commit((batch) => deps.store.deleteFeed(batch, before));
    serve(meeting("a", 1), meeting("b", 2));
    expect(await syncFeed(deps, before)).to.deep.equal({ type: "overtaken" });
    const returning: FeedsDeps = {
      ...deps,
      store: {
        ...deps.store,
        imported: async (...place) => {
          const found = await deps.store.imported(...place);
          await deps.store.commit((batch) => deps.store.createFeed(batch, feed));
          return found;
        },
      },
    };
    expect(await removeEvents(returning, ref).catch(() => "refused")).to.equal("refused");
    expect(await titles()).to.deep.equal(["a"]);
    const back = await seen();
    await deps.store.commit((batch) => deps.store.deleteFeed(batch, back));
    await removeEvents(deps, ref);
    await removeEvents(deps, ref);
    expect(await titles()).to.deep.equal([]);
    expect((await streamed()).slice(3)).to.deep.equal([
      "calendar:event:deleted",
      "automation:datasource_sync",
    ]);
  });
});

/** A process that dies at a commit: before it, or after it and before it knows. */
function killedAtCommit(deps: FeedsDeps, commit: number, landed: boolean): FeedsDeps {
  let commits = 0;
  const append: FeedsDeps["publisher"]["append"] = async (given) => {
    const killed = commits++ === commit;
    if (killed && !landed) throw new Error("killed");
    const appended = await deps.publisher.append(given);
    if (killed) throw new Error("killed");
    return appended;
  };
  return { ...deps, publisher: { ...deps.publisher, append } };
}
