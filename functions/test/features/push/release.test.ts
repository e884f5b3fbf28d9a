import { expect } from "chai";
import { largestDigest } from "../../../src/features/push/store.js";
import { releaseAt } from "../../../src/features/push/wakeUps.js";
import { hours } from "../../../src/platform/clock.js";
import { at, noon } from "./builders.js";
import { anFcm } from "./fcm/fcm.js";
import { aWorld, type World } from "./world.js";

/** It is noon: quiet until one o'clock. */
const quietHours = { from: "11:00", to: "13:00", timeZone: "Etc/UTC" };
const one = at("2026-03-01T13:00:00.000Z");

/** Somebody who wants quiet, and rows that came then, one a minute. */
async function aQuietWorld(titles: readonly string[]) {
  const world = aWorld();
  await world.prefer({ quietHours });
  const token = await world.device("d1");
  const rows = [];
  for (const [index, title] of titles.entries()) {
    const timestamp = new Date(at(noon) + index * 60_000).toISOString();
    const row = await world.put({ type: "reply", title, timestamp });
    await world.deliver(world.uid, row.id);
    rows.push(row);
  }
  const endQuiet = (): void => world.clock.pass(one - world.clock.now());
  return { ...world, token, rows, endQuiet };
}

const releasesOf = ({ wakeUps, uid }: World) => wakeUps.of(uid).filter(({ kind }) => kind === "release");

describe("what quiet hours held back", () => {
  const fcm = anFcm();

  it("is not pushed, and one wake-up is set for their end", async () => {
    const world = await aQuietWorld(["One", "Two"]);
    const { uid, rows, token, told, trace } = world;
    expect(fcm().received(token)).to.deep.equal([]);
    for (const { id } of rows) expect(await told(id)).to.deep.equal(["hold quiet_hours"]);
    expect((await trace(uid, rows[0]?.id ?? ""))?.decision?.until).to.equal("2026-03-01T13:00:00.000Z");
    expect(releasesOf(world)).to.have.length(1);
    expect(releasesOf(world)[0]).to.deep.include({ payload: { uid } });
  });

  it("N16: is released a little later by most users: never before, and not all at once", () => {
    const uids = Array.from({ length: 1000 }, (_, n) => `user-${n}`);
    const waits = uids.map((uid) => releaseAt(uid, one).dueAt - one);
    expect(Math.min(...waits)).to.be.within(0, 2000);
    expect(Math.max(...waits)).to.be.within(170_000, 180_000);
    const second = (wait: number) => Math.floor(wait / 1000);
    const perSecond = new Map<number, number>();
    for (const wait of waits) perSecond.set(second(wait), (perSecond.get(second(wait)) ?? 0) + 1);
    expect(Math.max(...perSecond.values())).to.be.below(25);
    expect(releaseAt("bob", one)).to.deep.equal(releaseAt("bob", one));
  });

  it("N8: is not what would be of no use later: a reminder passes, a mention waits", async () => {
    const { uid, put, deliver, token, told } = await aQuietWorld([]);
    const mention = await put({ type: "mention" });
    await deliver(uid, mention.id);
    expect(await told(mention.id)).to.deep.equal(["hold quiet_hours"]);
    expect(fcm().received(token)).to.deep.equal([]);
    await deliver(uid, (await put({ type: "event_reminder" })).id);
    expect(fcm().received(token)).to.have.length(1);
  });

  it("is told by one push at their end, newest first, and each row knows it", async () => {
    const { uid, rows, token, told, release, endQuiet } = await aQuietWorld(["One", "Two", "Three", "Four"]);
    endQuiet();
    await release(uid);
    const [digest, ...others] = fcm().received(token);
    expect(others).to.deep.equal([]);
    expect(digest?.notification).to.deep.equal({ title: "4 new notifications", body: "Four\nThree\nTwo" });
    expect(digest?.data, "N15: the newest row, which a client knows what to do with").to.include({
      ...{ id: rows.at(-1)?.id, type: "reply", digest: "4", actionUrl: "/notifications" },
    });
    for (const { id } of rows) expect(await told(id)).to.deep.equal(["send preferred", "d1 sent"]);
  });

  it("is told as itself if it is alone", async () => {
    const { uid, rows, token, told, release, endQuiet } = await aQuietWorld(["One"]);
    endQuiet();
    await release(uid);
    const [row] = rows;
    expect(
      fcm()
        .received(token)
        .map(({ data }) => data?.["id"]),
    ).to.deep.equal([row?.id]);
    expect(await told(row?.id ?? "")).to.deep.equal(["send preferred", "d1 sent"]);
  });

  it("is told once, however many times it is released at once and again", async () => {
    for (const titles of [["One"], ["One", "Two", "Three"]]) {
      const { uid, token, release, another, endQuiet } = await aQuietWorld(titles);
      endQuiet();
      await Promise.all(Array.from({ length: 5 }, () => another().release(uid)));
      await release(uid);
      expect(fcm().received(token), String(titles)).to.have.length(1);
    }
  });

  it("leaves out what was dealt with, has expired or is not wanted any more", async () => {
    const world = await aQuietWorld(["Seen", "Archived", "Expired", "Muted", "Left"]);
    const { uid, rows, token, told, change, prefer, release, endQuiet } = world;
    const [seen, archived, expired, muted, left] = rows.map(({ id }) => id);
    await change(seen ?? "", { seenAt: noon });
    await change(archived ?? "", { archivedAt: noon });
    await change(expired ?? "", { expiresAt: noon });
    await change(muted ?? "", { spaceId: "noisy" });
    await prefer({ quietHours, spaces: { noisy: { muted: true } } });
    endQuiet();
    await release(uid);
    expect(
      fcm()
        .received(token)
        .map(({ notification }) => notification?.title),
    ).to.deep.equal(["Left"]);
    expect(await told(seen ?? "")).to.deep.equal(["drop seen_meanwhile"]);
    expect(await told(archived ?? "")).to.deep.equal(["drop seen_meanwhile"]);
    expect(await told(expired ?? "")).to.deep.equal(["drop expired"]);
    expect(await told(muted ?? "")).to.deep.equal(["drop muted_space"]);
    expect(await told(left ?? "")).to.deep.equal(["send preferred", "d1 sent"]);
  });

  it("N3: leaves out whose sender the user has blocked meanwhile", async () => {
    const world = await aQuietWorld(["One", "Two"]);
    const { uid, rows, token, told, blocked, change, endQuiet, release } = world;
    await change(rows[1]?.id ?? "", { actor: "carol" });
    blocked.add("alice");
    endQuiet();
    await release(uid);
    expect(
      fcm()
        .received(token)
        .map(({ notification }) => notification?.title),
    ).to.deep.equal(["Two"]);
    expect(await told(rows[0]?.id ?? "")).to.deep.equal(["drop muted_by_user"]);
  });

  it("stays held if the user has moved the quiet hours, and is released then", async () => {
    const world = await aQuietWorld(["One", "Two"]);
    const { uid, token, prefer, release, clock, endQuiet } = world;
    await prefer({ quietHours: { ...quietHours, to: "15:00" } });
    endQuiet();
    await release(uid);
    expect(fcm().received(token)).to.deep.equal([]);
    expect(releasesOf(world).map(({ id }) => id)).to.include(releaseAt(uid, one + hours(2)).id);
    clock.pass(hours(2));
    await release(uid);
    expect(
      fcm()
        .received(token)
        .map(({ notification }) => notification?.title),
    ).to.deep.equal(["2 new notifications"]);
  });

  it("is still told if the process dies between letting go and sending", async () => {
    const { uid, token, another, deliver, endQuiet, wakeUps, clock } = await aQuietWorld(["One", "Two"]);
    endQuiet();
    const dying = another({
      sender: {
        send: () => Promise.reject(new Error("crash")),
        probe: () => Promise.reject(new Error("crash")),
      },
    });
    await dying.release(uid).catch(() => undefined);
    expect(fcm().received(token)).to.deep.equal([]);
    const alarm = wakeUps.of(uid).find(({ kind }) => kind === "push");
    clock.pass((alarm?.dueAt ?? 0) - clock.now());
    const { notificationId } = (alarm?.payload ?? {}) as { notificationId: string };
    await deliver(uid, notificationId);
    await deliver(uid, notificationId);
    expect(
      fcm()
        .received(token)
        .map(({ notification }) => notification?.title),
    ).to.deep.equal(["2 new notifications"]);
  });

  it("is tried again like any push when FCM cannot take it", async () => {
    const { uid, rows, token, told, deliver, release, endQuiet, wakeUps, clock } = await aQuietWorld([
      "One",
      "Two",
    ]);
    endQuiet();
    fcm().fail(token, { code: "INTERNAL" });
    await release(uid);
    expect(await told(rows[0]?.id ?? "")).to.deep.equal([
      "send preferred",
      "d1 retrying messaging/internal-error",
    ]);
    const alarm = wakeUps.of(uid).find(({ kind }) => kind === "push");
    clock.pass(10_000);
    await deliver(uid, (alarm?.payload as { notificationId: string }).notificationId);
    expect(fcm().received(token)).to.have.length(1);
    for (const { id } of rows) expect(await told(id)).to.deep.equal(["send preferred", "d1 sent"]);
  });

  it("is told also if it is the last of many, of which the others were seen meanwhile", async function () {
    this.timeout(60_000);
    const world = await aQuietWorld([]);
    const { uid, put, deliver, change, release, endQuiet, clock, token } = world;
    const seen = await Promise.all(Array.from({ length: largestDigest }, () => put({ type: "reply" })));
    await Promise.all(seen.map(({ id }) => deliver(uid, id)));
    clock.pass(1000);
    const last = await put({ type: "reply", title: "Last" });
    await deliver(uid, last.id);
    await Promise.all(seen.map(({ id }) => change(id, { seenAt: noon })));
    endQuiet();
    await release(uid);
    expect(
      fcm()
        .received(token)
        .map(({ notification }) => notification?.title),
    ).to.deep.equal(["Last"]);
  });

  it("of nothing is nothing", async () => {
    const { uid, token, release } = await aQuietWorld([]);
    await release(uid);
    expect(fcm().received(token)).to.deep.equal([]);
  });
});
