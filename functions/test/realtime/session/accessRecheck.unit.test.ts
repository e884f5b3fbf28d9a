import { catalogueOf } from "@firecast/contract/core/channel";
import { channelKinds } from "@firecast/contract/channels";
import { expect } from "chai";
import type { User } from "../../../src/platform/auth/user.js";
import { recheckAccess } from "../../../src/realtime/session/rights/accessRecheck.js";
import { signedIn } from "../../support/signedIn.js";

const user = signedIn();

/** One stream of mia's, and which of its channels she may still read. */
function aRecheck(allowed: (channel: string) => Promise<boolean>) {
  const channels = ["spaces/s1/chat", "spaces/s2/chat"];
  const stream = { uid: "mia", channels, options: { user } };
  const revoked: string[] = [];
  const forgotten: string[] = [];
  let open = false;
  type Deps = Parameters<typeof recheckAccess>[0];
  const deps = {
    sessions: { all: () => (open ? [stream] : []), of: () => (open ? [stream] : []) },
    hub: {
      revoke: (_: string, matches: (channel: string) => boolean) => revoked.push(...channels.filter(matches)),
    },
    access: {
      channelNamed: catalogueOf(channelKinds).find,
      maySubscribe: (_: User, channel: { name: string }) => allowed(channel.name),
      forget: (...names: string[]) => forgotten.push(names.join(" ")),
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    everyMs: 1_000_000,
  } as unknown as Deps;
  const recheck = recheckAccess(deps);
  const opens = (): void => {
    open = true;
    recheck.opened(stream as unknown as Parameters<typeof recheck.opened>[0]);
  };
  return { recheck, revoked, forgotten, opens };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("news that a right was taken away", () => {
  it("ends the channels that it concerns, if the right is really gone", async () => {
    const { recheck, revoked, opens } = aRecheck(() => Promise.resolve(false));
    opens();
    recheck.onControl({ type: "access_revoked", uid: "mia", param: "spaceId", value: "s1" });
    await settled();
    expect(revoked).to.deep.equal(["spaces/s1/chat"]);
    recheck.stop();
  });

  it("ends nothing where the right is back by then", async () => {
    const { recheck, revoked, opens } = aRecheck(() => Promise.resolve(true));
    opens();
    recheck.onControl({ type: "access_revoked", uid: "mia", param: "spaceId", value: "s1" });
    await settled();
    expect(revoked).to.deep.equal([]);
    recheck.stop();
  });

  it("reaches a stream that was still opening when it came", async () => {
    const { recheck, revoked, opens } = aRecheck((channel) => Promise.resolve(channel !== "spaces/s1/chat"));
    recheck.onControl({ type: "access_revoked", uid: "mia", param: "spaceId", value: "s1" });
    opens();
    await settled();
    expect(revoked).to.deep.equal(["spaces/s1/chat"]);
    recheck.stop();
  });

  it("ends also the channels of a thing that is not open to all any more, of whoever reads them, and of opening streams", async () => {
    const changed = { type: "access_changed", param: "spaceId", value: "s2" } as const;
    const { recheck, revoked, forgotten, opens } = aRecheck(() => Promise.resolve(false));
    recheck.onControl(changed);
    expect(forgotten).to.deep.equal([]);
    opens();
    recheck.onControl(changed);
    await settled();
    expect(revoked).to.deep.equal(["spaces/s2/chat", "spaces/s2/chat"]);
    expect(forgotten).to.deep.equal(["mia spaceId s2"]);
    recheck.stop();
  });

  it("ends what it concerns where nobody can say", async () => {
    const { recheck, revoked, opens } = aRecheck(() => Promise.reject(new Error("no database")));
    opens();
    recheck.onControl({ type: "access_revoked", uid: "mia", param: "spaceId", value: "s2" });
    await settled();
    expect(revoked).to.deep.equal(["spaces/s2/chat"]);
    recheck.stop();
  });

  it("H6: that may have been missed has every stream asked for, by what is stored, however new the last answer", async () => {
    const { recheck, revoked, forgotten, opens } = aRecheck((channel) =>
      Promise.resolve(channel !== "spaces/s2/chat"),
    );
    opens();
    recheck.all();
    await settled();
    expect(forgotten).to.deep.equal(["mia spaceId s1", "mia spaceId s2"]);
    expect(revoked).to.deep.equal(["spaces/s2/chat"]);
    recheck.stop();
  });

  it("H6: that may have been missed once more while everybody is being asked has everybody asked again", async () => {
    const asked: string[] = [];
    const { recheck, opens } = aRecheck((channel) => {
      asked.push(channel);
      return Promise.resolve(true);
    });
    opens();
    recheck.all();
    recheck.all();
    await settled();
    expect(asked).to.have.length(4);
    recheck.stop();
  });
});
