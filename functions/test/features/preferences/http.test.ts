import { expect } from "chai";
import { anInstance } from "../../support/testInstance.js";
import { aPerson } from "../people.js";

const path = "/notifications/preferences";

describe("preferences over HTTP", () => {
  const server = anInstance();

  it("are empty at first, and then what was put last", async () => {
    const nina = await aPerson(server());
    expect(await nina.get(path)).to.deep.equal({ status: 200, body: {} });
    const body = {
      types: { mention: { push: false } },
      quietHours: { from: "22:00", to: "07:00", timeZone: "Asia/Kathmandu" },
    };
    expect(await nina.put(path, body)).to.deep.equal({ status: 200, body });
    expect(await nina.get(path)).to.deep.equal({ status: 200, body });
    await nina.put(path, { push: true });
    expect(await nina.get(path)).to.deep.equal({ status: 200, body: { push: true } });
  });

  it("are each user's own", async () => {
    const [nina, max] = [await aPerson(server()), await aPerson(server())];
    await nina.put(path, { push: false });
    expect(await max.get(path)).to.deep.equal({ status: 200, body: {} });
    expect(await server().as().get(path)).to.have.property("status", 401);
    expect(await server().as().put(path, {})).to.have.property("status", 401);
  });

  it("do not switch off what is required, and say where they tried", async () => {
    const nina = await aPerson(server());
    const { status, body } = await nina.put(path, { types: { system_alert: { push: false } } });
    expect(status).to.equal(400);
    expect(body).to.deep.include({
      type: "urn:firecast:problem:invalid-request",
      errors: [{ in: "body", pointer: "/types/system_alert/push", detail: "is required and stays on" }],
    });
    expect(await nina.get(path)).to.deep.equal({ status: 200, body: {} });
    expect(await nina.put(path, { types: { system_alert: { push: true } } })).to.have.property("status", 200);
  });

  it("of a wrong form are refused", async () => {
    const nina = await aPerson(server());
    const quiet = (values: object) => ({
      quietHours: { from: "22:00", to: "07:00", timeZone: "Etc/UTC", ...values },
    });
    const wrong: [unknown, string][] = [
      [{ push: "no" }, "/push"],
      [{ sound: true }, ""],
      [{ types: { gossip: { push: true } } }, "/types"],
      [{ types: { mention: true } }, "/types/mention"],
      [{ categories: { gossip: { push: true } } }, "/categories"],
      [{ spaces: { "a/b": { muted: true } } }, "/spaces/a~1b"],
      [
        { spaces: Object.fromEntries(Array.from({ length: 501 }, (_, n) => [n, { muted: true }])) },
        "/spaces",
      ],
      [quiet({ from: "24:00" }), "/quietHours/from"],
      [quiet({ to: "7:00" }), "/quietHours/to"],
      [quiet({ to: "22:00" }), "/quietHours"],
      [quiet({ timeZone: "Mars/Olympus" }), "/quietHours/timeZone"],
      [quiet({ timeZone: "+01:00" }), "/quietHours/timeZone"],
      [[], ""],
    ];
    for (const [preferences, pointer] of wrong) {
      const { status, body } = await nina.put(path, preferences);
      expect(status, JSON.stringify(preferences).slice(0, 80)).to.equal(400);
      expect(body).to.have.nested.property("errors[0].pointer", pointer);
    }
    expect(await nina.get(path)).to.deep.equal({ status: 200, body: {} });
  });

  it("answer a repeat as the first time", async () => {
    const nina = await aPerson(server());
    const first = await nina.put(path, { push: false }, { key: "k1" });
    await nina.put(path, { push: true });
    expect(await nina.put(path, { push: false }, { key: "k1" })).to.deep.equal(first);
    expect(await nina.get(path), "and change nothing again").to.deep.equal({
      status: 200,
      body: { push: true },
    });
  });
});
