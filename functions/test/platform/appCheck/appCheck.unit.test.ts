import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect } from "chai";
import { requestAppCheck } from "../../../src/platform/appCheck/appCheck.js";
import type { Verified } from "../../../src/platform/appCheck/verify.js";
import { Meters } from "../../../src/platform/meters/meters.js";
import { Problem } from "../../../src/platform/problems.js";

const app = "1:123:web:abc";

function aRequest(headers: Readonly<Record<string, string>> = {}): IncomingMessage {
  const req = new IncomingMessage(new Socket());
  Object.assign(req.headers, headers);
  return req;
}

const cronSecret = "the-secret-of-the-scheduler";

interface Wanted {
  appCheck: "off" | "monitor" | "enforce";
  appCheckLimitedUse?: boolean;
  appCheckApps?: readonly string[];
}

/** `good` is a token of an app of ours, `other` one of another of the project; with `down` nothing can be known. */
function anAppCheck({ appCheckLimitedUse = false, appCheckApps, ...wanted }: Wanted) {
  const meters = new Meters();
  const consumed = new Set<string>();
  const verify = (token: string, consume: boolean): Promise<Verified | undefined> => {
    if (token === "down") return Promise.reject(new Error("no keys"));
    const appId = { good: app, other: "1:123:ios:def" }[token];
    if (appId === undefined) return Promise.resolve(undefined);
    const alreadyConsumed = consumed.has(token);
    if (consume) consumed.add(token);
    return Promise.resolve({ appId, alreadyConsumed });
  };
  const checked = requestAppCheck({
    settings: { ...wanted, appCheckLimitedUse, appCheckApps, cronSecret },
    services: { issued: (token) => token === "of-a-service" },
    meters,
    verify,
  });
  const outcome = async (token: string | undefined, asked = {}, headers = {}): Promise<number> => {
    const brought = token === undefined ? {} : { "x-firebase-appcheck": token };
    try {
      await checked?.admit(aRequest({ ...brought, ...headers }), { route: "/spaces", ...asked });
      return 200;
    } catch (error) {
      return error instanceof Problem ? error.status : 500;
    }
  };
  const counted = () =>
    meters
      .snapshot()
      .flatMap(({ values }) => values.map(({ labels, value }) => [labels["outcome"], labels["app"], value]));
  return { outcome, counted };
}

describe("App Check", () => {
  it("refuses what brings no token, or one that is no good", async () => {
    const { outcome } = anAppCheck({ appCheck: "enforce" });
    expect(await outcome("good")).to.equal(200);
    for (const token of [undefined, "", "x.y.z"]) expect(await outcome(token), token).to.equal(401);
  });

  it("counts by app and refuses nothing where it is monitored, not even where nothing can be known", async () => {
    const { outcome, counted } = anAppCheck({ appCheck: "monitor", appCheckApps: [app] });
    const tokens = [undefined, "x", "good", "other", "down"];
    expect(await Promise.all(tokens.map((token) => outcome(token)))).to.deep.equal(tokens.map(() => 200));
    expect(counted()).to.have.deep.members([
      ["missing", "none", 1],
      ["invalid", "none", 1],
      ["valid", app, 1],
      ["unlisted", "1:123:ios:def", 1],
      ["unknown", "none", 1],
    ]);
  });

  it("looks at nothing where it is off", async () => {
    const { outcome, counted } = anAppCheck({ appCheck: "off" });
    expect(await outcome(undefined)).to.equal(200);
    expect(counted()).to.deep.equal([]);
  });

  it("asks to come back where it is enforced and nothing can be known", async () => {
    const { outcome, counted } = anAppCheck({ appCheck: "enforce" });
    expect(await outcome("down")).to.equal(503);
    expect(counted()).to.deep.equal([["unknown", "none", 1]]);
  });

  it("takes all apps of the project, or those alone that are listed", async () => {
    expect(await anAppCheck({ appCheck: "enforce" }).outcome("other")).to.equal(200);
    const { outcome } = anAppCheck({ appCheck: "enforce", appCheckApps: [app] });
    expect([await outcome("good"), await outcome("other")]).to.deep.equal([200, 401]);
  });

  it("takes a token once where that is wanted, and elsewhere again and again", async () => {
    const { outcome } = anAppCheck({ appCheck: "enforce", appCheckLimitedUse: true });
    expect(await outcome("good")).to.equal(200);
    expect(await outcome("good", { limitedUse: true })).to.equal(200);
    expect(await outcome("good", { limitedUse: true })).to.equal(401);
    expect(await outcome("good")).to.equal(200);
  });

  it("asks no backend and not the scheduler, where they have to prove themselves, and no caller for what is open", async () => {
    const { outcome } = anAppCheck({ appCheck: "enforce" });
    for (const bearer of [cronSecret, "of-a-service"]) {
      const headers = { authorization: `Bearer ${bearer}` };
      expect(await outcome(undefined, {}, headers)).to.equal(200);
      expect(await outcome(undefined, { identifies: false }, headers)).to.equal(401);
    }
    expect(await outcome(undefined, { isOpen: true })).to.equal(200);
  });
});
