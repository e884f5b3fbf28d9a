import { expect } from "chai";
import { type PushSender, pushSender } from "../../../../src/features/notifications/push/sender.js";
import { seconds } from "../../../../src/platform/clock.js";
import { recordedLog } from "../../../support/recordedLog.js";
import { setClock } from "../../../support/setClock.js";
import { theFirebase } from "../../../support/testInstance.js";
import { toFcmMessage } from "../../../../src/features/notifications/push/fcmMessage.js";
import { aPushable, at, noon } from "./builders.js";
import { aMessageTo, anFcm } from "./fcm.js";
import { random } from "./world.js";

describe("sending through FCM", () => {
  const fcm = anFcm();

  /** A sender that counts its calls. */
  function aSender(
    callEndsWithin?: number,
  ): PushSender & { calls: number[]; clock: ReturnType<typeof setClock> } {
    const [calls, clock]: [number[], ReturnType<typeof setClock>] = [[], setClock()];
    const messaging = async () => {
      const real = await theFirebase().messaging();
      const counting = Object.create(real) as typeof real;
      counting.sendEach = (messages, dryRun) => {
        calls.push(messages.length);
        return real.sendEach(messages, dryRun);
      };
      return counting;
    };
    return {
      ...pushSender({
        messaging,
        clock,
        log: recordedLog(),
        ...(callEndsWithin !== undefined && { callEndsWithin }),
      }),
      calls,
      clock,
    };
  }

  const tokens = (count: number): string[] => Array.from({ length: count }, () => `token-${random()}`);

  it("gathers what comes together into calls of at most 200, and answers each message for itself", async () => {
    const { send, calls } = aSender();
    const all = tokens(450);
    fcm().fail(all[7] ?? "", { code: "UNREGISTERED" });
    const sent = await Promise.all(all.map((token) => send(aMessageTo(token))));
    expect(calls).to.deep.equal([200, 200, 50]);
    expect(sent.flatMap(({ type }, index) => (type === "sent" ? [] : [index]))).to.deep.equal([7]);
    expect(
      fcm()
        .received(...all)
        .map(({ token }) => token),
    ).to.have.members(all.filter((_, index) => index !== 7));
  });

  it("stops for as long as FCM says when there is too much, whoever's message it was", async () => {
    const { send, calls, clock } = aSender();
    const [busy = "", other = ""] = tokens(2);
    fcm().fail(busy, { code: "QUOTA_EXCEEDED", retryAfter: 30 });
    const throttled = { type: "refused", code: "messaging/message-rate-exceeded", handling: "throttled" };
    expect(await send(aMessageTo(busy))).to.deep.equal({ ...throttled, retryAfterMs: seconds(30) });
    clock.pass(seconds(10));
    expect(await send(aMessageTo(other))).to.deep.equal({ ...throttled, retryAfterMs: seconds(20) });
    expect(calls).to.deep.equal([1]);
    clock.pass(seconds(20));
    expect(await send(aMessageTo(other))).to.deep.equal({ type: "sent" });
  });

  it("takes a lost connection for what it is, though firebase-admin never hears of it: to be tried later", async () => {
    const { send } = aSender(500);
    const [token = ""] = tokens(1);
    fcm().failAlways(token, { hangUp: true });
    expect(await send(aMessageTo(token))).to.have.property("handling", "transient");
    fcm().fail(token);
    expect(await send(aMessageTo(token))).to.deep.equal({ type: "sent" });
  });

  it("tries a target without delivering anything", async () => {
    const { probe } = aSender();
    const [token = ""] = tokens(1);
    expect(await probe({ kind: "token", value: token })).to.deep.equal({ type: "sent" });
    expect(fcm().received(token)).to.deep.equal([]);
  });

  it("is refused by the stand-in where FCM refuses: too large, too long-lived", async () => {
    const { send } = aSender();
    const [token = ""] = tokens(1);
    for (const message of [
      { token, data: { text: "x".repeat(4096) } },
      { token, android: { ttl: seconds(2_419_201) } },
      { token, webpush: { fcmOptions: { link: "http://app.example.com" } } },
    ]) {
      expect(await send(message)).to.have.property("code", "messaging/invalid-argument");
    }
  });

  it("is taken by the stand-in at the full length that a message may have", async () => {
    const { send } = aSender();
    const [value = ""] = tokens(1);
    const pushable = aPushable({
      body: "😀".repeat(5000),
      collapseKey: "k".repeat(500),
      expiresAt: at("2027-03-01T12:00:00.000Z"),
    });
    const circumstances = { badge: 1000, appUrl: "https://app.example.com", now: at(noon) };
    for (const platform of ["android", "ios", "web"] as const) {
      const target = { kind: "token", value, platform } as const;
      expect(await send(toFcmMessage(pushable, target, circumstances)), platform).to.deep.equal({
        type: "sent",
      });
    }
  });

  it("is shown by the stand-in to whoever asks, newest last, also what came over HTTP/1.1", async () => {
    const { send } = aSender();
    const [first = "", second = ""] = tokens(2);
    await send(aMessageTo(first));
    await (await theFirebase().messaging()).send(aMessageTo(second));
    const shown = JSON.stringify(await (await fetch(`${fcm().inspectUrl}/messages`)).json());
    expect(shown.indexOf(first)).to.be.within(0, shown.indexOf(second) - 1);
    await fetch(`${fcm().inspectUrl}/failures`, {
      method: "POST",
      body: JSON.stringify({ target: first, answers: [{ code: "UNREGISTERED" }] }),
    });
    expect(await send(aMessageTo(first))).to.have.property("handling", "target_gone");
    expect((await fetch(`${fcm().inspectUrl}/messages`, { method: "DELETE" })).status).to.equal(204);
    expect(fcm().received(first, second)).to.deep.equal([]);
  });
});
