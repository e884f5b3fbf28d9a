import { expect } from "chai";
import { ActionUrl, Notification, notificationTypes } from "@firecast/contract/notifications";
import { registry, specOf } from "../../../src/features/notifications/registry.js";
import { admit } from "../../../src/features/notifications/inbox/admit.js";
import { toWire } from "../../../src/features/notifications/inbox/item.js";

const now = Date.parse("2026-03-01T12:00:00.000Z");

describe("the registry of notifications", () => {
  it("has a row for each of the 18 types, and no other", () => {
    expect(Object.keys(registry).sort()).to.deep.equal([...notificationTypes].sort());
    expect(notificationTypes).to.have.lengthOf(18);
  });

  for (const type of notificationTypes) {
    const { payload, example, render, collapse, batch, ttlMs } = specOf(type);

    it(`${type}: its example fits its schema and renders alone and as one of many`, () => {
      const parsed = payload.parse(example);
      for (const count of [1, 2, 10]) {
        const { title, body, actionUrl } = render(parsed, count, "Ada");
        expect(title).to.match(/\S/);
        expect(body).to.match(/\S/);
        expect(ActionUrl.safeParse(actionUrl).success, actionUrl).to.equal(true);
        expect(`${title}${body}${actionUrl}`).not.to.match(/undefined|\[object|NaN/);
      }
      expect(collapse(parsed)).to.match(/^\S+$/);
      if (batch) expect(batch.key(parsed)).to.match(/^\S+$/);
      expect(ttlMs).to.be.greaterThan(0);
    });

    it(`N9: ${type} says names, not uids`, () => {
      const uid = "kJ3hQ0x7XbYl";
      const people = Object.keys(payload.shape).filter((key) => key === "uid" || key === "authorId");
      const parsed = payload.parse({ ...example, ...Object.fromEntries(people.map((key) => [key, uid])) });
      for (const count of [1, 2]) {
        const { title, body } = render(parsed, count, "Ada");
        expect(`${title} ${body}`).not.to.include(uid);
      }
      const { about } = specOf(type);
      expect(about === undefined ? [] : [about(parsed)]).to.deep.equal(people.length > 0 ? [uid] : []);
    });

    it(`${type}: becomes a row of the contract's form`, () => {
      const notice = {
        uid: "bob",
        type,
        cause: "c1",
        payload: payload.parse(example),
        at: "2026-03-01T12:00:00.000Z",
      };
      const { item } = admit(notice, undefined, now);
      expect(Notification.parse(toWire(item))).to.deep.equal(toWire(item));
    });
  }

  it("lets nobody switch off what is required, and wakes phones only for what is urgent", () => {
    const all = notificationTypes.map((type) => ({ type, ...specOf(type) }));
    expect(all.filter(({ required }) => required).map(({ type }) => type)).to.deep.equal(["system_alert"]);
    expect(all.filter(({ urgency }) => urgency === "high").map(({ type }) => type)).to.deep.equal([
      "mention",
      "event_reminder",
      "system_alert",
    ]);
  });
});
