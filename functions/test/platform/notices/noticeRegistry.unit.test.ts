import { expect } from "chai";
import { z } from "zod";
import { noticeRegistry } from "../../../src/platform/notices/noticeRegistry.js";
import { noticeType } from "../../../src/platform/notices/noticeType.js";
import { tell, users } from "../../../src/platform/notices/tell.js";

const aType = (type: string, category = "stable") =>
  noticeType({
    type,
    category,
    push: true,
    required: false,
    urgency: "normal",
    ttlMs: 1000,
    pushTtlMs: 1000,
    collapse: () => type,
    payload: z.object({ horseId: z.string() }),
    render: ({ horseId }) => ({ title: horseId, body: "", actionUrl: "/" }),
    example: { horseId: "h1" },
  });

describe("the notification types of a deployment", () => {
  it("are found by name, and callers may give these names alone", () => {
    const born = aType("horse_born");
    const registry = noticeRegistry([born, aType("horse_sold")]);
    expect(registry.find("horse_born")).to.equal(born);
    expect(registry.find("horse_lost")).to.equal(undefined);
    expect(registry.Type.safeParse("horse_sold").success).to.equal(true);
    expect(registry.Type.safeParse("mention").success).to.equal(false);
    expect(registry.Category.options).to.deep.equal(["stable"]);
    expect(() => registry.of("horse_lost")).to.throw('There is no notification type "horse_lost".');
  });

  it("have one name each: a second one keeps the backend from starting", () => {
    expect(() => noticeRegistry([aType("horse_born"), aType("horse_born")])).to.throw(
      'There are two notification types "horse_born".',
    );
  });

  it("have names that go over the wire, and none that every object has", () => {
    for (const name of ["", "Horse", "horse born", "1horse", "horse-born", "h".repeat(65), "constructor"]) {
      expect(() => noticeRegistry([aType(name)]), name).to.throw("cannot name a notification type");
      expect(() => noticeRegistry([aType("horse", name)]), name).to.throw("cannot name a notification type");
    }
    expect(noticeRegistry([aType("h".repeat(64))]).types).to.have.lengthOf(1);
  });
});

describe("a notice", () => {
  const told = { cause: "h1", payload: { horseId: "h1" }, at: "2026-03-01T12:00:00.000Z" };

  it("names each recipient once, and not the user who caused it", () => {
    const [notice] = tell(aType("horse_born"), {
      ...told,
      actor: "mia",
      audience: users("max", "mia", "max"),
    });
    expect(notice?.audience).to.deep.equal({ type: "users", uids: ["max"] });
    expect(notice?.type).to.equal("horse_born");
  });

  it("is none where all recipients caused it themselves", () => {
    expect(tell(aType("horse_born"), { ...told, actor: "mia", audience: users("mia") })).to.deep.equal([]);
  });
});
