import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import type { PushSender, Sent } from "../../../src/features/push/fcm/sender.js";
import { hours, minutes, systemClock } from "../../../src/platform/clock.js";
import { eventually } from "../../support/eventually.js";
import { at, noon } from "./builders.js";
import { anFcm, aSender, type Received } from "./fcm/fcm.js";
import { aWorld, firebaseApart } from "./world.js";

describe("delivering a push", () => {
  const fcm = anFcm();

  it("sends the row to every device of its user, and to nobody else's", async () => {
    const { uid, device, put, deliver, told } = aWorld();
    const stranger = await aWorld().device();
    const [web, phone] = [await device("web"), await device("phone", { platform: "android" })];
    const item = await put({ title: "A <b>title</b>" });
    await deliver(uid, item.id);
    const sent = fcm().received(web, phone, stranger);
    expect(sent.map(({ token }) => token)).to.have.members([web, phone]);
    for (const { notification, data } of sent) {
      expect(notification).to.deep.equal({ title: "A <b>title</b>", body: item.body });
      expect(data).to.deep.equal({ id: item.id, type: item.type, actionUrl: item.actionUrl, unread: "1" });
    }
    expect(await told(item.id)).to.deep.equal(["send preferred", "phone sent", "web sent"]);
  });

  it("goes to an installation by its id", async () => {
    const { uid, put, deliver, devices } = aWorld();
    await devices.register(uid, "phone", { installationId: `fid-${uid}`, platform: "ios" });
    await deliver(uid, (await put()).id);
    expect(fcm().received(`fid-${uid}`)).to.have.length(1);
  });

  it("sends once, however many times it runs at once, and however often again", async () => {
    const { uid, device, put, deliver, another, told } = aWorld();
    const tokens = [await device("d1"), await device("d2")];
    const { id } = await put();
    const others = Array.from({ length: 19 }, () => another());
    await Promise.all([deliver(uid, id), ...others.map((each) => each.deliver(uid, id))]);
    await deliver(uid, id);
    expect(fcm().received(...tokens)).to.have.length(2);
    expect(await told(id)).to.deep.equal(["send preferred", "d1 sent", "d2 sent"]);
  });

  it("sends again after a crash between sending and recording, and the second replaces the first", async () => {
    const { uid, device, put, another, deliver, clock, wakeUps, told } = aWorld();
    const token = await device("d1");
    const { id } = await put();
    expect(await crashOf(another({ sender: crashingSender() }).deliver(uid, id))).to.equal("crash");
    await deliver(uid, id);
    expect(fcm().received(token), "whoever crashed has the lease").to.have.length(1);
    const [alarm] = wakeUps.of(uid);
    expect(alarm).to.deep.include({ kind: "push", payload: { uid, notificationId: id } });
    clock.pass((alarm?.dueAt ?? 0) - clock.now());
    await Promise.all(Array.from({ length: 10 }, () => another().deliver(uid, id)));
    const sent = fcm().received(token);
    expect(sent).to.have.length(2);
    const [first, second] = sent.map((message) =>
      JSON.stringify({ ...message, webpush: tagAndTopic(message) }),
    );
    expect(second, "the same tag and topic").to.equal(first);
    expect(await told(id)).to.deep.equal(["send preferred", "d1 sent"]);
  });

  it("keeps what was sent as sent, though a run that outlived its lease says otherwise", async () => {
    const { uid, device, put, another, deliver, clock, told } = aWorld();
    const token = await device("d1");
    const { id } = await put();
    let refuse = (_: Sent): void => undefined;
    const refused = new Promise<Sent>((resolve) => (refuse = resolve));
    const slow = another({ sender: { send: () => refused, probe: () => refused } }).deliver(uid, id);
    await eventually(
      () => told(id),
      ([decision]) => decision === "send preferred",
    );
    clock.pass(minutes(2));
    await deliver(uid, id);
    refuse({ type: "refused", code: "messaging/internal-error", handling: "transient" });
    await slow;
    expect(await told(id)).to.deep.equal(["send preferred", "d1 sent"]);
    clock.pass(minutes(2));
    await deliver(uid, id);
    expect(fcm().received(token)).to.have.length(1);
  });

  it("skips a target that had it under another name", async () => {
    const { uid, device, devices, put, deliver, clock, told } = aWorld();
    const [token, flaky] = [await device("old"), await device("flaky")];
    const { id } = await put();
    fcm().fail(flaky, { code: "INTERNAL" });
    await deliver(uid, id);
    await devices.register(uid, "new", { token, platform: "web" });
    clock.pass(minutes(1));
    await deliver(uid, id);
    expect(fcm().received(token)).to.have.length(1);
    expect(fcm().received(flaky)).to.have.length(1);
    expect(await told(id)).to.deep.equal(["send preferred", "flaky sent", "old sent"]);
  });

  it("drops what the user does not want, and says why", async () => {
    const { uid, device, put, prefer, deliver, told } = aWorld();
    const token = await device();
    await prefer({ types: { mention: { push: false } }, spaces: { noisy: { muted: true } } });
    const [muted, noisy, expired, seen] = [
      await put(),
      await put({ type: "reply", spaceId: "noisy" }),
      await put({ expiresAt: noon }),
      await put({ type: "reply", seenAt: noon }),
    ];
    for (const { id } of [muted, noisy, expired, seen]) await deliver(uid, id);
    expect(fcm().received(token)).to.deep.equal([]);
    expect(await told(muted.id)).to.deep.equal(["drop muted_by_user"]);
    expect(await told(noisy.id)).to.deep.equal(["drop muted_space"]);
    expect(await told(expired.id)).to.deep.equal(["drop expired"]);
    expect(await told(seen.id)).to.deep.equal(["drop seen_meanwhile"]);
  });

  it("without a device, or without a row, does nothing", async () => {
    const { uid, put, deliver, trace, told } = aWorld();
    const { id } = await put();
    expect(await trace(uid, id), "nothing is decided yet").to.deep.equal({
      id,
      type: "mention",
      devices: [],
    });
    await deliver(uid, id);
    expect(await told(id)).to.deep.equal(["drop no_device"]);
    await deliver(uid, "nothing");
    expect(await trace(uid, "nothing")).to.equal(undefined);
  });

  it("reaches a device that comes a few minutes later, once", async () => {
    const { uid, device, put, deliver, deliverToNewDevice, clock, told } = aWorld();
    const early = await put();
    await deliver(uid, early.id);
    clock.pass(minutes(6));
    const { id } = await put();
    await deliver(uid, id);
    expect(await told(id)).to.deep.equal(["drop no_device"]);
    const phone = await device("phone");
    await deliverToNewDevice(uid);
    await deliverToNewDevice(uid);
    expect(await told(early.id)).to.deep.equal(["drop no_device"]);
    expect(fcm().received(phone)).to.have.length(1);
    expect(await told(id)).to.deep.equal(["send preferred", "phone sent"]);
  });

  it("does not push what leads out of the app, or is no notification at all", async () => {
    const { uid, device, put, deliver, trace, log } = aWorld();
    const token = await device();
    const hostile = ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"];
    for (const actionUrl of hostile) {
      const { id } = await put({ actionUrl });
      await deliver(uid, id);
      expect(await trace(uid, id), actionUrl).to.equal(undefined);
    }
    expect(fcm().received(token)).to.deep.equal([]);
    expect(log.named("document.unreadable")).to.not.deep.equal([]);
  });

  it("of a throttled type goes out once in its time, of however many at once", async () => {
    const { uid, device, put, prefer, deliver, clock, told } = aWorld();
    const token = await device();
    await prefer({ types: { tool_updated: { push: true } } });
    const rows = await Promise.all(Array.from({ length: 6 }, () => put({ type: "tool_updated" })));
    await Promise.all(rows.map(({ id }) => deliver(uid, id)));
    expect(fcm().received(token)).to.have.length(1);
    const lines = (await Promise.all(rows.map(({ id }) => told(id)))).map(([decision]) => decision);
    expect(lines.sort()).to.deep.equal([
      ...Array.from({ length: 5 }, () => "drop throttled"),
      "send preferred",
    ]);
    clock.pass(hours(1));
    const later = await Promise.all(Array.from({ length: 6 }, () => put({ type: "tool_updated" })));
    await Promise.all(later.map(({ id }) => deliver(uid, id)));
    expect(fcm().received(token)).to.have.length(2);
  });

  it("of low urgency leaves alone what was not used for 30 days", async () => {
    const { uid, device, put, deliver, clock } = aWorld();
    const away = await device("away");
    clock.pass(hours(24 * 30));
    const present = await device("here");
    const expiresAt = "2026-05-01T12:00:00.000Z";
    await deliver(uid, (await put({ type: "achievement", expiresAt })).id);
    expect(fcm().received(away)).to.deep.equal([]);
    expect(fcm().received(present)).to.have.length(1);
    await deliver(uid, (await put({ expiresAt })).id);
    expect(fcm().received(away), "not so what is urgent").to.have.length(1);
  });

  it("carries the number of unread rows, or none if that is unknown", async () => {
    for (const [unread, badge] of [
      [() => Promise.resolve(7), 7],
      [() => Promise.reject(new Error("no counts")), undefined],
    ] as const) {
      const { uid, device, put, deliver } = aWorld({ unread });
      const token = await device("phone", { platform: "ios" });
      await deliver(uid, (await put()).id);
      const [message] = fcm().received(token);
      const number = JSON.stringify(message?.["apns"]).match(/"badge":(\d+)/)?.[1];
      expect(number && Number(number)).to.equal(badge);
    }
  });

  it("is remembered for as long as its notification", async () => {
    const { uid, put, deliver } = aWorld();
    const { id, expiresAt } = await put();
    await deliver(uid, id);
    const stored = await firebaseApart().firestore.doc(`users/${uid}/deliveries/${id}`).get();
    expect(stored.get("expireAt")).to.deep.equal(Timestamp.fromMillis(at(expiresAt)));
  });
});

/** A process that dies when FCM has its messages. */
function crashingSender(): PushSender {
  const sender = aSender(systemClock);
  return {
    ...sender,
    send: async (message) => {
      await sender.send(message);
      throw new Error("crash");
    },
  };
}

const crashOf = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error instanceof Error && error.message,
  );

const Webpush = z.object({
  headers: z.object({ Topic: z.string() }),
  notification: z.object({ tag: z.string() }),
});
const tagAndTopic = ({ webpush }: Received) => Webpush.parse(webpush);
