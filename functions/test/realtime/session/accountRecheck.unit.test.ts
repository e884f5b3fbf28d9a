import { expect } from "chai";
import type { User } from "../../../src/platform/auth/user.js";
import { recheckAccounts } from "../../../src/realtime/session/rights/accountRecheck.js";
import { eventually } from "../../support/eventually.js";
import { recordedLog } from "../../support/recordedLog.js";
import { signedIn } from "../../support/signedIn.js";
import { setClock } from "../../support/setClock.js";
import { anAuth, aRecord } from "../../platform/auth/anAuth.js";

type Deps = Parameters<typeof recheckAccounts>[0];
type Stream = Parameters<ReturnType<typeof recheckAccounts>["opened"]>[0];

/** What the user of a stream is found to be, if nothing has changed since it opened. */
const unchanged = { email: "mia@example.com", emailVerified: true } as const;

/** Streams of these users; what each was told. Looks every 30 s of the clock, which ticks by itself every millisecond. */
function aRecheck(users: readonly Partial<User>[], everyMs = 30) {
  const clock = setClock();
  const log = recordedLog();
  const auth = anAuth(users.map(({ uid }) => aRecord({ uid, tokensValidAfterTime: undefined })));
  const told: string[] = [];
  const forgotten: string[] = [];
  const streams = users.map((values) => {
    const user = signedIn({ ...unchanged, asOf: clock.now(), ...values });
    return {
      uid: user.uid,
      poll: false,
      options: { user },
      end: (reason: string) => told.push(`${user.uid} ${reason}`),
      refuse: ({ type, status }: { type: string; status: number }) =>
        told.push(`${user.uid} ${status} ${type}`),
    } as unknown as Stream;
  });
  const deps: Deps = {
    sessions: { all: () => [...streams], of: (uid) => streams.filter((stream) => stream.uid === uid) },
    directory: auth.directory,
    forget: (uid) => forgotten.push(uid),
    clock,
    log,
    everyMs,
  };
  return { recheck: recheckAccounts(deps), clock, auth, told, forgotten, log, streams };
}

const turns = (count: number) => new Promise((resolve) => setTimeout(resolve, count));

describe("the users of open streams", () => {
  it("F2: are asked about when what is known of them is too old, 100 at a time, the oldest first", async () => {
    const users = Array.from({ length: 250 }, (_, index) => ({ uid: `u${index}` }));
    const { recheck, clock, auth, told } = aRecheck(users);
    await turns(20);
    expect(auth.lookUps).to.deep.equal([]);
    clock.pass(30);
    await eventually(
      () => auth.lookUps.length,
      (count) => count >= 3,
    );
    await turns(20);
    recheck.stop();
    expect(auth.lookUps.map(({ length }) => length)).to.deep.equal([100, 100, 50]);
    expect(auth.lookUps.flat()).to.deep.equal(users.map(({ uid }) => uid));
    expect(told).to.deep.equal([]);
  });

  it("F2: hear `unauthenticated` if they are gone, and are asked back with other rights; the rest goes on", async () => {
    const { recheck, clock, auth, told, forgotten } = aRecheck([
      { uid: "gone" },
      { uid: "disabled" },
      { uid: "revoked" },
      { uid: "demoted", role: "admin" },
      { uid: "same" },
    ]);
    auth.delete("gone");
    auth.put(aRecord({ uid: "disabled", disabled: true }));
    auth.put(aRecord({ uid: "revoked" }));
    clock.pass(30);
    await eventually(
      () => told.length,
      (count) => count >= 4,
    );
    recheck.stop();
    const unauthenticated = "401 urn:firecast:problem:unauthenticated";
    expect(told).to.deep.equal([
      `gone ${unauthenticated}`,
      `disabled ${unauthenticated}`,
      `revoked ${unauthenticated}`,
      "demoted rights_changed",
    ]);
    expect(forgotten).to.deep.equal(["gone", "disabled", "revoked", "demoted"]);
  });

  it("F2: go on while Firebase Auth does not answer, and are asked about again soon", async () => {
    const { recheck, clock, auth, told, log } = aRecheck([{ uid: "mia", role: "admin" }]);
    auth.fail(new Error("no network"));
    clock.pass(30);
    await eventually(
      () => auth.lookUps.length,
      (count) => count === 1,
    );
    await turns(20);
    expect(auth.lookUps, "not at once").to.have.lengthOf(1);
    expect(told).to.deep.equal([]);
    expect(log.entries.map(({ event }) => event)).to.deep.equal(["stream.users.unknown"]);
    auth.fail(undefined);
    clock.pass(10);
    await eventually(
      () => told,
      (seen) => seen.length > 0,
    );
    recheck.stop();
    expect(told).to.deep.equal(["mia rights_changed"]);
  });

  it("F2: are asked about at once when their account was changed, if they have a stream here", async () => {
    const { recheck, auth, told } = aRecheck([{ uid: "mia" }, { uid: "nina" }], 30_000);
    auth.delete("mia");
    recheck.onControl({ type: "user_changed", uid: "mia" });
    recheck.onControl({ type: "user_changed", uid: "olga" });
    await eventually(
      () => told.length,
      (count) => count === 1,
    );
    recheck.stop();
    expect(auth.lookUps).to.deep.equal([["mia"]]);
  });

  it("F2: are asked about at once when their stream was opening as that news came", async () => {
    const { recheck, auth, clock, streams } = aRecheck([], 30_000);
    recheck.onControl({ type: "user_changed", uid: "mia" });
    const opened = (asOf: number): void => {
      const stream = { uid: "mia", options: { user: signedIn({ asOf }) } } as unknown as Stream;
      streams.push(stream);
      recheck.opened(stream);
    };
    opened(clock.now() + 1);
    expect(auth.lookUps, "asked after the news").to.deep.equal([]);
    opened(clock.now() - 1);
    recheck.stop();
    await turns(1);
    expect(auth.lookUps).to.deep.equal([["mia"]]);
  });
});
