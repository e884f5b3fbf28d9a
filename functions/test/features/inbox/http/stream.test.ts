import { expect } from "chai";
import { snoozeKind } from "../../../../src/features/inbox/actions.js";
import { minutes, toTimestamp } from "../../../../src/platform/clock.js";
import { derivedId } from "../../../../src/platform/ids.js";
import { standingClock } from "../../../support/setClock.js";
import { SseClient } from "../../../support/sse.js";
import { anInstance } from "../../../support/testInstance.js";
import { aPerson, type Person } from "../../people.js";
import { changesIn, mention, pageOf, path, rowsOf, spacesOf } from "./told.js";

describe("GET /notifications/stream", () => {
  const clock = standingClock();
  const server = anInstance({ clock });

  const open = async (person: Person, { route = `${path}/stream`, lastEventId = "" } = {}) => {
    const resume = lastEventId === "" ? {} : { lastEventId };
    const stream = await SseClient.open(`${server().url}${route}`, { token: person.user.idToken, ...resume });
    await stream.waitFor(({ event }) => event === "connected");
    return stream;
  };
  const told = async (stream: SseClient, count: number) => {
    await stream.until(() => changesIn(stream.frames).length >= count);
    return changesIn(stream.frames);
  };
  const summary = (changes: ReturnType<typeof changesIn>) =>
    changes.map(({ event, item, counts }) => `${event} ${item.spaceId} ${counts.version}`);

  it("goes on after Last-Event-ID: nothing is missed, nothing comes twice", async () => {
    const nina = await aPerson(server());
    const first = await open(nina);
    await mention(server(), nina, "s1", "s2");
    await told(first, 2);
    const { lastEventId } = first;
    first.close();
    await mention(server(), nina, "s3");
    await nina.patch(path, { all: true, read: true });
    const second = await open(nina, { lastEventId: lastEventId ?? "" });
    await mention(server(), nina, "s4");
    const changes = await told(second, 5);
    expect(summary(changes).filter((line) => !line.startsWith("notification:read"))).to.deep.equal([
      "notification:created s3 3",
      "notification:created s4 7",
    ]);
    expect(changes.map(({ counts }) => counts.version)).to.deep.equal([3, 4, 5, 6, 7]);
    expect(changes.at(-1)?.counts).to.deep.equal((await pageOf(nina)).counts);
    second.close();
  });

  it("is part of /realtime/events, and tells every tab the same", async () => {
    const nina = await aPerson(server());
    const tabs = [await open(nina), await open(nina), await open(nina, { route: "/realtime/events" })];
    await mention(server(), nina, "s1", "s2");
    await nina.patch(path, { all: true, seen: true });
    const [first, ...others] = await Promise.all(tabs.map((tab) => told(tab, 4)));
    expect(first?.map(({ counts }) => counts)).to.deep.equal([
      { unseen: 1, unread: 1, version: 1 },
      { unseen: 2, unread: 2, version: 2 },
      { unseen: 1, unread: 2, version: 3 },
      { unseen: 0, unread: 2, version: 4 },
    ]);
    for (const tab of others) expect(tab).to.deep.equal(first);
    for (const tab of tabs) tab.close();
  });

  it("tells nobody else", async () => {
    const [nina, max] = [await aPerson(server()), await aPerson(server())];
    const stream = await open(max);
    await mention(server(), nina, "s1");
    await mention(server(), max, "s2");
    expect(summary(await told(stream, 1))).to.deep.equal(["notification:created s2 1"]);
    stream.close();
  });

  it("tells when a row is put off, and when it comes back as new", async () => {
    const nina = await aPerson(server());
    await mention(server(), nina, "s1");
    clock.pass(1);
    await mention(server(), nina, "s2");
    const [, older] = await rowsOf(nina);
    const id = older?.id ?? "";
    const stream = await open(nina);
    await nina.patch(path, { ids: [id], read: true, snoozeUntil: toTimestamp(clock.now() + minutes(2)) });
    expect(spacesOf(await rowsOf(nina))).to.deep.equal(["s2"]);
    const alarm = { data: { id: derivedId(snoozeKind, nina.uid, id) } };
    await server().instance.runTask("wakeUp", alarm);
    expect(spacesOf(await rowsOf(nina)), "an alarm that is too early wakes nothing").to.deep.equal(["s2"]);
    clock.pass(minutes(2));
    await Promise.all([
      server().instance.runTask("wakeUp", alarm),
      server().instance.runTask("wakeUp", alarm),
    ]);
    const items = await rowsOf(nina);
    expect(spacesOf(items)).to.deep.equal(["s1", "s2"]);
    expect(items[0]).to.deep.include({ id, read: false });
    expect(items[0]).to.not.have.any.keys("seenAt", "readAt", "snoozedUntil");
    const changes = await told(stream, 2);
    expect(changes.map(({ event, counts }) => ({ event, counts }))).to.deep.equal([
      { event: "notification:read", counts: { unseen: 1, unread: 1, version: 3 } },
      { event: "notification:updated", counts: { unseen: 2, unread: 2, version: 4 } },
    ]);
    stream.close();
  });
});
