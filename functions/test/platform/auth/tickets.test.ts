import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { firestoreTickets, type Presented } from "../../../src/platform/auth/tickets.js";
import { hours, seconds } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { Problem } from "../../../src/platform/problems.js";
import { setClock } from "../../support/setClock.js";
import { signedIn } from "../../support/signedIn.js";
import { theFirebase } from "../../support/testInstance.js";
import { anAuth, aRecord } from "./anAuth.js";

const origin = "https://app.example";

/** Tickets of a user whose token is good for two hours, and what the database knows of the latest one. */
function aBox() {
  const { firestore } = theFirebase();
  const [clock, auth] = [setClock(), anAuth()];
  const tickets = firestoreTickets({ firestore, directory: auth.directory, clock, ids: randomIds });
  const user = signedIn({ signedInAt: clock.now(), expiresAt: clock.now() + hours(2) });
  const buy = async () => (await tickets.issue(user, origin)).ticket;
  const present = (ticket: string, secret?: string) => tickets.present(ticket, { origin, secret });
  const stored = async ({ id }: Presented) => (await firestore.doc(`tickets/${id}`).get()).data();
  const opened = async () => {
    const ticket = await buy();
    const presented = await present(ticket);
    await presented.use();
    return { ticket, ...presented, document: await stored(presented) };
  };
  return { clock, auth, buy, present, opened };
}

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

describe("tickets", () => {
  it("M5: open once without a secret, and with it until the token ends", async () => {
    const { clock, present, opened } = aBox();
    const { ticket, secret } = await opened();
    expect(await refusal(present(ticket))).to.equal("unauthenticated");
    clock.pass(hours(1));
    const again = await present(ticket, secret);
    await again.use();
    expect(again).to.include({ secret });
    clock.pass(hours(1));
    expect(await refusal(present(ticket, secret))).to.equal("unauthenticated");
  });

  it("M5: are not used up by being shown, and not good for a first stream after 60 s", async () => {
    const { clock, buy, present } = aBox();
    const ticket = await buy();
    for (let times = 0; times < 3; times++) await present(ticket);
    clock.pass(seconds(60));
    expect(await refusal(present(ticket))).to.equal("unauthenticated");
  });

  it("M5: let one of many in that are shown at once", async () => {
    const { buy, present } = aBox();
    const ticket = await buy();
    const shown = await Promise.all(Array.from({ length: 10 }, () => present(ticket)));
    const outcomes = await Promise.all(shown.map(({ use }) => refusal(use())));
    expect(outcomes.sort()).to.deep.equal(["none", ...Array<string>(9).fill("unauthenticated")]);
  });

  it("M5: are stored as hashes, until their token ends", async () => {
    const { clock, opened } = aBox();
    const { ticket, secret, document } = await opened();
    expect(secret).to.match(/^[\w-]{20}$/);
    expect(document).to.have.all.keys(
      ...["uid", "signedInAt", "userExpiresAt", "openBefore", "origin", "secretHash", "expireAt"],
    );
    expect(JSON.stringify(document)).not.to.include(ticket).and.not.to.include(secret);
    expect(document?.["expireAt"]).to.deep.equal(Timestamp.fromMillis(clock.now() + hours(2)));
  });

  it("F2: are worth what their user is worth now", async () => {
    const { auth, buy, present, opened } = aBox();
    const [fresh, used] = [await buy(), await opened()];
    auth.put(aRecord({ customClaims: { operator: true } }));
    expect((await present(fresh)).user.operator).to.equal(true);
    auth.put(aRecord({ disabled: true }));
    expect(await refusal(present(fresh))).to.equal("unauthenticated");
    expect(await refusal(present(used.ticket, used.secret))).to.equal("unauthenticated");
  });
});
