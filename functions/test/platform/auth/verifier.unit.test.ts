import { expect } from "chai";
import { firebaseVerifier } from "../../../src/platform/auth/verifier.js";
import { Problem } from "../../../src/platform/problems.js";
import { setClock } from "../../support/setClock.js";
import { anAuth, aRecord } from "./anAuth.js";

const start = Date.parse("2026-03-01T12:00:00.000Z");
const at = (seconds: number): number => start / 1000 + seconds;

/** A token as our fake reads it. Its claims of rights are to be ignored. */
const aToken = (values: object = {}): string =>
  JSON.stringify({ uid: "mia", iat: at(-60), auth_time: at(-60), exp: at(3600), role: "admin", ...values });

function aVerifier(record?: object) {
  const clock = setClock();
  const auth = anAuth(record && [record]);
  const ended = new Map<string, number>();
  const denied = {
    has: (cookie: string) => Promise.resolve(ended.has(cookie)),
    add: (cookie: string, endsAt: number) => Promise.resolve(void ended.set(cookie, endsAt)),
  };
  const another = () => firebaseVerifier({ auth: auth.auth, directory: auth.directory, denied, clock });
  const verifier = another();
  return { clock, auth, verifier, ended, another };
}

const codeOf = (verifying: Promise<unknown>): Promise<string> =>
  verifying.then(
    () => "good",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

describe("a verified token", () => {
  it("F2: has the rights of the account, not those that the token names, by one look-up", async () => {
    const { auth, verifier } = aVerifier(aRecord({ customClaims: { organizationId: "o1", role: "member" } }));
    expect(await verifier.idToken(aToken())).to.deep.equal({
      uid: "mia",
      email: "mia@example.com",
      emailVerified: true,
      organizationId: "o1",
      role: "member",
      operator: false,
      signedInAt: start - 60_000,
      expiresAt: start + 3_600_000,
      asOf: start,
    });
    await verifier.idToken(aToken());
    expect(auth.lookUps).to.deep.equal([["mia"]]);
  });

  for (const { title, record } of [
    { title: "disabled", record: aRecord({ disabled: true }) },
    {
      title: "signed out everywhere since",
      record: aRecord({ tokensValidAfterTime: "Sun, 01 Mar 2026 12:00:00 GMT" }),
    },
    { title: "deleted", record: aRecord({ uid: "somebody else" }) },
  ]) {
    it(`F2: of a user who is ${title} is refused`, async () => {
      const { verifier } = aVerifier(record);
      expect(await codeOf(verifier.idToken(aToken()))).to.equal("unauthenticated");
      expect(await codeOf(verifier.sessionCookie(aToken()))).to.equal("unauthenticated");
    });
  }

  it("F2: is asked about again once the account is known to have changed, also if it was being asked about then", async () => {
    const { auth, verifier } = aVerifier(aRecord({ customClaims: { operator: true } }));
    expect((await verifier.idToken(aToken())).operator).to.equal(true);
    auth.put(aRecord());
    expect((await verifier.idToken(aToken())).operator, "remembered").to.equal(true);
    const other = aToken({ exp: at(1800) });
    const asking = verifier.idToken(other);
    verifier.forget("mia");
    await asking;
    await Promise.all([verifier.idToken(aToken()), verifier.idToken(other)]);
    expect((await verifier.idToken(aToken())).operator).to.equal(false);
    expect(auth.lookUps).to.have.lengthOf(4);
  });

  it("F7: is known without a look-up, as what it was found good as, until the account changes or it expires", async () => {
    const { clock, verifier } = aVerifier();
    const token = aToken({ exp: at(10) });
    expect(verifier.known("idToken", token)).to.equal(undefined);
    await verifier.idToken(token);
    expect(verifier.known("idToken", token)?.uid).to.equal("mia");
    expect(verifier.known("sessionCookie", token)).to.equal(undefined);
    clock.pass(10_000);
    expect(verifier.known("idToken", token), "expired").to.equal(undefined);
    await verifier.idToken(aToken());
    verifier.forget("mia");
    expect(verifier.known("idToken", aToken()), "changed").to.equal(undefined);
  });

  it("F2: cannot be judged while Firebase Auth does not answer, which is no reason to sign in again", async () => {
    const { auth, verifier } = aVerifier();
    auth.fail(new Error("no network"));
    expect(await codeOf(verifier.idToken(aToken()))).to.equal("unavailable");
  });

  it("F11: is refused as a cookie once its session was ended, until when it would have ended by itself", async () => {
    const { verifier, ended, another, auth } = aVerifier();
    const [cookie, other] = [aToken(), aToken({ exp: at(1800) })];
    await Promise.all([verifier.sessionCookie(cookie), verifier.sessionCookie(other)]);
    await verifier.endSession(cookie);
    expect([...ended]).to.deep.equal([[cookie, start + 3_600_000]]);
    const lookUps = auth.lookUps.length;
    expect(await codeOf(verifier.sessionCookie(cookie)), "here").to.equal("unauthenticated");
    expect(await codeOf(another().sessionCookie(cookie)), "elsewhere").to.equal("unauthenticated");
    expect(auth.lookUps, "no account is asked for").to.have.lengthOf(lookUps);
    expect(await codeOf(verifier.sessionCookie(other))).to.equal("good");
    expect(await codeOf(verifier.idToken(cookie))).to.equal("good");
  });

  it("F11: that is no good as a cookie ends nothing", async () => {
    const { verifier, ended } = aVerifier();
    await verifier.endSession(aToken({ uid: "../x" }));
    expect([...ended]).to.deep.equal([]);
  });

  it("forged times: from the future is refused, but for what clocks differ", async () => {
    const { auth, verifier } = aVerifier();
    for (const verify of [verifier.idToken, verifier.sessionCookie]) {
      expect(await codeOf(verify(aToken({ iat: at(60) })))).to.equal("unauthenticated");
      expect(await codeOf(verify(aToken({ auth_time: at(60) })))).to.equal("unauthenticated");
      expect(await codeOf(verify(aToken({ auth_time: undefined })))).to.equal("unauthenticated");
    }
    expect(auth.lookUps).to.deep.equal([]);
    expect(await codeOf(verifier.idToken(aToken({ iat: at(5), auth_time: at(5) })))).to.equal("good");
  });
});
