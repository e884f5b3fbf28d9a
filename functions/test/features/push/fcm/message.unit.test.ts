import { expect } from "chai";
import fc from "fast-check";
import { type Addressee, minimalMessage, toFcmMessage } from "../../../../src/features/push/fcm/message.js";
import { welcome } from "../../../../src/features/accounts/notices.js";
import { pushPayload } from "../../../../src/features/push/pushPayload.js";
import type { PushItem } from "../../../../src/features/push/schema.js";
import { hours } from "../../../../src/platform/clock.js";
import { theTypes } from "../../../support/noticeTypes.js";
import { anItem, aPayload, at, noon } from "../builders.js";
import { anyCharacter } from "../../../support/anyCharacter.js";

const now = at(noon);
const appUrl = "https://app.example.com";
const token = (platform: Addressee["platform"]): Addressee => ({ kind: "token", value: "t1", platform });
const platforms = ["android", "ios", "web"] as const;
const [aType = welcome] = theTypes.types;
const payloadOf = (item: PushItem, decidedAt: number, type = aType) => pushPayload(item, type, decidedAt);

describe("the message to FCM", () => {
  it("for Android collapses, lives, wakes and counts as the type says", () => {
    expect(toFcmMessage(aPayload(), token("android"), { badge: 3, now })).to.deep.equal({
      token: "t1",
      notification: { title: "alice mentioned you in Lobby", body: "Hello, @bob" },
      data: { id: "n1", type: "mention", actionUrl: "/spaces/lobby/chat?message=m1", unread: "3" },
      android: {
        priority: "high",
        ttl: "86400s",
        notification: { tag: "mention-lobby", channel_id: "chat", notification_count: 3 },
      },
    });
  });

  it("for the web has the headers of Web Push and an https link into the app", () => {
    expect(toFcmMessage(aPayload(), token("web"), { badge: 3, appUrl, now })).to.deep.equal({
      token: "t1",
      notification: { title: "alice mentioned you in Lobby", body: "Hello, @bob" },
      data: { id: "n1", type: "mention", actionUrl: "/spaces/lobby/chat?message=m1", unread: "3" },
      webpush: {
        headers: { TTL: "86400", Urgency: "high", Topic: "mention-lobby" },
        notification: { tag: "mention-lobby", renotify: true },
        fcm_options: { link: "https://app.example.com/spaces/lobby/chat?message=m1" },
      },
    });
  });

  it("for iOS has the headers of APNs and the absolute badge, also zero", () => {
    expect(toFcmMessage(aPayload(), token("ios"), { badge: 0, now })).to.deep.equal({
      token: "t1",
      notification: { title: "alice mentioned you in Lobby", body: "Hello, @bob" },
      data: { id: "n1", type: "mention", actionUrl: "/spaces/lobby/chat?message=m1", unread: "0" },
      apns: {
        headers: {
          "apns-collapse-id": "mention-lobby",
          "apns-expiration": String(at("2026-03-02T12:00:00.000Z") / 1000),
          "apns-priority": "10",
        },
        payload: {
          aps: {
            badge: 0,
            "thread-id": "mention-lobby",
            category: "chat",
            "interruption-level": "time-sensitive",
            sound: "default",
          },
        },
      },
    });
  });

  it("of low urgency makes no noise", () => {
    const quiet = aPayload({ urgency: "low" });
    expect(toFcmMessage(quiet, token("ios"), { now }).apns).to.have.nested.property(
      "payload.aps.interruption-level",
      "passive",
    );
    expect(toFcmMessage(quiet, token("android"), { now }).android).to.include({ priority: "normal" });
    expect(toFcmMessage(quiet, token("web"), { now }).webpush).to.deep.include({
      headers: { TTL: "86400", Urgency: "low", Topic: "mention-lobby" },
      notification: { tag: "mention-lobby" },
    });
  });

  it("goes to an installation by its id, and to a token by the token", () => {
    const installation: Addressee = { kind: "installation", value: "i1", platform: "web" };
    expect(toFcmMessage(aPayload(), installation, { now }))
      .to.include({ fid: "i1" })
      .and.not.have.property("token");
    expect(minimalMessage(installation)).to.deep.equal({ fid: "i1", data: { type: "probe" } });
  });

  it("lives at most the 28 days that FCM keeps one, and not beyond the row", () => {
    const ttl = (expiresAt: string) =>
      toFcmMessage(aPayload({ expiresAt: at(expiresAt) }), token("android"), { now }).android?.ttl;
    expect(ttl("2026-05-01T12:00:00.000Z")).to.equal(`${28 * 86_400}s`);
    expect(ttl("2026-03-01T12:00:01.000Z")).to.equal("1s");
    expect(ttl("2026-02-01T12:00:00.000Z")).to.equal("0s");
  });

  it("N15: is tried and kept no longer than its type says, and no longer than it is of use", () => {
    const type = { ...aType, pushTtlMs: hours(24) };
    const hoursOf = (values: Partial<PushItem>) =>
      (payloadOf(anItem(values), now, type).expiresAt - now) / hours(1);
    expect(hoursOf({})).to.equal(24);
    expect(hoursOf({ expiresAt: "2026-03-01T13:00:00.000Z" }), "never longer than the row").to.equal(1);
    expect(hoursOf({ pushUntil: "2026-03-01T12:15:00.000Z" }), "until the start").to.equal(0.25);
  });

  it("N15: for Android has one of two collapse keys, or none: FCM holds four a device", () => {
    const values = theTypes.types.flatMap((type) =>
      ["a", "b"].map((collapseKey) => payloadOf(anItem({ type: type.type, collapseKey }), now, type)),
    );
    const digest = aPayload({ count: 4, collapseKey: "digest" });
    const keys = [...values, digest].map(
      (payload) => toFcmMessage(payload, token("android"), { now }).android?.collapse_key,
    );
    expect(new Set(keys)).to.deep.equal(new Set([undefined, "low", "digest"]));
  });

  it("collapses a row that has no key with nothing but itself", () => {
    expect(payloadOf(anItem({ id: "n7" }), now).collapseKey).to.equal("n7");
    expect(payloadOf(anItem({ id: "n7", collapseKey: "mention-lobby" }), now).collapseKey).to.equal(
      "mention-lobby",
    );
  });

  it("takes the hash of a key that is too long: equal keys stay equal, different ones different", () => {
    const long = "reminder-" + "e".repeat(128);
    const topic = (collapseKey: string) =>
      toFcmMessage(aPayload({ collapseKey }), token("web"), { now }).webpush?.headers.Topic;
    expect(topic(long))
      .to.equal(topic(long))
      .and.to.match(/^[\w-]{32}$/);
    expect(topic(long)).to.not.equal(topic(long + "f"));
    expect(topic("a key with spaces")).to.match(/^[\w-]{32}$/);
    const apns = toFcmMessage(aPayload({ collapseKey: long }), token("ios"), { now }).apns;
    expect(Buffer.byteLength(apns?.headers["apns-collapse-id"] ?? "")).to.be.within(1, 64);
  });

  it("has no link without an https address of the app, and none that leads elsewhere", () => {
    const link = (actionUrl: string, appUrl?: string) =>
      toFcmMessage(aPayload({ actionUrl }), token("web"), { appUrl, now }).webpush?.fcm_options?.link;
    expect(link("/spaces")).to.equal(undefined);
    expect(link("/spaces", "http://app.example.com")).to.equal(undefined);
    expect(link("/spaces", "not an address")).to.equal(undefined);
    for (const hostile of [
      "//evil.example",
      "https://evil.example/",
      "javascript:alert(1)",
      "/\\evil.example",
    ]) {
      expect(link(hostile, appUrl), hostile).to.equal(undefined);
    }
  });

  it("passes markup on as the text it is", () => {
    const title = '<img src=x onerror="alert(1)"> &amp; \u202e "quoted"';
    const { notification } = toFcmMessage(aPayload({ title, body: title }), token("web"), { now });
    expect(notification).to.deep.equal({ title, body: title });
  });

  it("shortens the body until it fits, no more than that, and shows that it did", () => {
    for (const platform of platforms) {
      for (const letter of ["a", "é", "😀", '"', "\u0000"]) {
        const body = letter.repeat(5000);
        const message = toFcmMessage(aPayload({ body }), token(platform), { appUrl, now });
        const shown = message.notification?.body ?? "";
        expect(shown.endsWith("…") && body.startsWith(shown.slice(0, -1)), `${platform} ${letter}`).to.equal(
          true,
        );
        expect(Buffer.byteLength(JSON.stringify(message))).to.be.within(3900, 4096);
        expect(message.notification?.title).to.equal("alice mentioned you in Lobby");
      }
    }
  });

  it("always fits, is well-formed and keeps what fits, whatever the text", () => {
    const hostile = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 3000 }),
      fc
        .array(fc.constantFrom("\ud800", "\udc00", "😀", "\u0000", '"', "\\", "é", "a"), { maxLength: 5000 })
        .map((parts) => parts.join("")),
    );
    const text = fc.record({ title: hostile, body: hostile, collapseKey: fc.string({ minLength: 1 }) });
    fc.assert(
      fc.property(text, fc.constantFrom(...platforms), (values, platform) => {
        const message = toFcmMessage(aPayload(values), token(platform), { badge: 1, appUrl, now });
        const { notification } = message;
        expect(Buffer.byteLength(JSON.stringify(message))).to.be.at.most(4096);
        for (const shown of [notification?.title, notification?.body]) {
          expect(Buffer.from(shown ?? "").toString()).to.equal(shown);
        }
        const whole = Buffer.from(values.body).toString();
        const body = notification?.body ?? "";
        if (body !== whole && body !== "") expect(whole.startsWith(body.slice(0, -1))).to.equal(true);
      }),
      { numRuns: 150 },
    );
  });
});
