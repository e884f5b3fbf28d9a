import { expect } from "chai";
import { ActionUrl, Notification } from "@firecast/contract/notifications/notifications";
import { admit } from "../../../src/features/inbox/rules/admit.js";
import { toWire } from "../../../src/features/inbox/schema.js";
import { theTypes } from "../../support/noticeTypes.js";

const now = Date.parse("2026-03-01T12:00:00.000Z");

describe("every notification type", () => {
  for (const type of theTypes.types) {
    const { type: name, payload, example, render, collapse, batch, about, ttlMs } = type;

    it(`${name}: its example fits its schema and renders alone and as one of many`, () => {
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

    it(`N9: ${name} says names, not uids`, () => {
      const uid = "kJ3hQ0x7XbYl";
      const people = Object.keys(payload.shape).filter((key) => key === "uid" || key === "authorId");
      const parsed = payload.parse({ ...example, ...Object.fromEntries(people.map((key) => [key, uid])) });
      for (const count of [1, 2]) {
        const { title, body } = render(parsed, count, "Ada");
        expect(`${title} ${body}`).not.to.include(uid);
      }
      expect(about === undefined ? [] : [about(parsed)]).to.deep.equal(people.length > 0 ? [uid] : []);
    });

    it(`${name}: becomes a row of the contract's form`, () => {
      const notice = {
        uid: "bob",
        type: name,
        cause: "c1",
        payload: payload.parse(example),
        at: "2026-03-01T12:00:00.000Z",
      };
      const { item } = admit(notice, type, undefined, now);
      expect(Notification.parse(toWire(item))).to.deep.equal(toWire(item));
    });
  }
});
