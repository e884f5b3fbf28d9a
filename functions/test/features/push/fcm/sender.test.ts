import { expect } from "chai";
import { connection } from "../../../../src/features/push/fcm/connection.js";
import { seconds } from "../../../../src/platform/clock.js";
import { cuttableProxy } from "../../../support/cuttableProxy.js";
import { setClock } from "../../../support/setClock.js";
import { theFirebase } from "../../../support/testInstance.js";
import { toFcmMessage } from "../../../../src/features/push/fcm/message.js";
import { aPayload, at, noon } from "../builders.js";
import { aMessageTo, anFcm, aSender } from "./fcm.js";
import { random } from "../world.js";

const appUrl = "https://app.example.com";

describe("sending through FCM", () => {
  const fcm = anFcm();

  const tokens = (count: number): string[] => Array.from({ length: count }, () => `token-${random()}`);

  it("N1: sends each message for itself, and all over one connection", async () => {
    const { send } = aSender(setClock());
    const all = tokens(450);
    const opened = fcm().opened();
    fcm().fail(all[7] ?? "", { code: "UNREGISTERED" });
    const sent = await Promise.all(all.map((token) => send(aMessageTo(token))));
    expect(sent.flatMap(({ type }, index) => (type === "sent" ? [] : [index]))).to.deep.equal([7]);
    const received = fcm().received(...all);
    expect(received.map(({ token }) => token)).to.have.members(all.filter((_, index) => index !== 7));
    expect(fcm().opened() - opened).to.equal(1);
  });

  it("N1: of 200 messages, one that FCM takes and does not answer delays no other, and is unanswered", async () => {
    const answersWithin = seconds(10);
    const { send } = aSender(setClock(), { answersWithin });
    const all = tokens(200);
    const [slow = "", ...others] = all;
    fcm().fail(slow, { code: "OK", delayMs: seconds(60) });
    const began = performance.now();
    const late = send(aMessageTo(slow));
    const sent = await Promise.all(others.map((token) => send(aMessageTo(token))));
    expect(performance.now() - began).to.be.below(answersWithin);
    expect(new Set(sent.map(({ type }) => type))).to.deep.equal(new Set(["sent"]));
    expect(await late).to.have.property("handling", "unanswered");
    expect(fcm().received(...all), "none came twice").to.have.length(200);
  });

  it("N1: of 100 messages, one that is told to come back in 40 s does not keep the others", async () => {
    const { send } = aSender(setClock());
    const all = tokens(100);
    fcm().fail(all[0] ?? "", { code: "UNAVAILABLE", retryAfter: 40 });
    const [refused, ...sent] = await Promise.all(all.map((token) => send(aMessageTo(token))));
    expect(refused).to.deep.include({ handling: "transient", retryAfterMs: seconds(40) });
    expect(sent.filter(({ type }) => type === "sent")).to.have.length(99);
    expect(fcm().received(...all), "nothing is tried again inside").to.have.length(99);
  });

  it("N1: what a broken connection had under way may have been taken; the next message opens a new one", async () => {
    const { send } = aSender(setClock());
    const [broken = "", next = ""] = tokens(2);
    fcm().fail(broken, { hangUp: true });
    const opened = fcm().opened();
    expect(await send(aMessageTo(broken))).to.have.property("handling", "unanswered");
    expect(await send(aMessageTo(next))).to.deep.equal({ type: "sent" });
    expect(fcm().opened() - opened).to.equal(2);
  });

  it("N1: a connection that FCM ends as HTTP/2 servers do loses nothing, and nothing comes twice", async () => {
    const { send } = aSender(setClock());
    const all = tokens(300);
    for (const at of [20, 150]) fcm().fail(all[at] ?? "", { code: "OK", goAway: true });
    const sent = await Promise.all(all.map((token) => send(aMessageTo(token))));
    expect(new Set(sent.map(({ type }) => type))).to.deep.equal(new Set(["sent"]));
    expect(fcm().received(...all)).to.have.length(300);
  });

  it("N1: without a way to FCM nothing was sent, and it is known at once", async () => {
    const nowhere = connection("http://127.0.0.1:1");
    const exchange = await nowhere.post({ path: "/", authorization: "", body: "" }, 5000);
    expect(exchange.type).to.equal("not_sent");
    expect(exchange).to.have.property("reason").that.includes("ECONNREFUSED");
  });

  it("N1: a connection that went dead in silence is noticed: its messages are unanswered, the next has a new one", async () => {
    const proxy = await cuttableProxy(fcm().host);
    const way = connection(`http://${proxy.address}`);
    const post = (token: string, withinMs: number) =>
      way.post(
        {
          path: "/v1/projects/p/messages:send",
          authorization: "Bearer x",
          body: JSON.stringify({ message: aMessageTo(token) }),
        },
        withinMs,
      );
    const [first = "", second = "", third = ""] = tokens(3);
    expect(await post(first, 5000)).to.include({ type: "answered", status: 200 });
    await proxy.cut("silent");
    const began = performance.now();
    expect(await post(second, seconds(30))).to.deep.equal({
      type: "unanswered",
      reason: "the connection was lost",
    });
    expect(performance.now() - began).to.be.below(seconds(15));
    await proxy.restore();
    expect(await post(third, 5000)).to.include({ type: "answered", status: 200 });
    await proxy.close();
    way.close();
  });

  it("stops for as long as FCM says when there is too much, whoever's message it was", async () => {
    const clock = setClock();
    const { send } = aSender(clock);
    const [busy = "", other = ""] = tokens(2);
    fcm().fail(busy, { code: "QUOTA_EXCEEDED", retryAfter: 30 });
    const throttled = { type: "refused", code: "messaging/message-rate-exceeded", handling: "throttled" };
    expect(await send(aMessageTo(busy))).to.deep.equal({ ...throttled, retryAfterMs: seconds(30) });
    clock.pass(seconds(10));
    expect(await send(aMessageTo(other))).to.deep.equal({ ...throttled, retryAfterMs: seconds(20) });
    expect(fcm().received(other)).to.deep.equal([]);
    clock.pass(seconds(20));
    expect(await send(aMessageTo(other))).to.deep.equal({ type: "sent" });
  });

  it("tries a target without delivering anything", async () => {
    const { probe } = aSender(setClock());
    const [token = ""] = tokens(1);
    expect(await probe({ kind: "token", value: token })).to.deep.equal({ type: "sent" });
    expect(fcm().received(token)).to.deep.equal([]);
  });

  it("is refused by the stand-in where FCM refuses: too large, too long-lived", async () => {
    const { send } = aSender(setClock());
    const [token = ""] = tokens(1);
    const to = (platform: "android" | "web") =>
      toFcmMessage(aPayload(), { kind: "token", value: token, platform }, { now: at(noon), appUrl });
    const [android, web] = [to("android"), to("web")];
    if (!android.android || !web.webpush) throw new Error("A message has the section of its platform.");
    for (const message of [
      { token, data: { text: "x".repeat(4096) } },
      { ...android, android: { ...android.android, ttl: "2419201s" } },
      { ...web, webpush: { ...web.webpush, fcm_options: { link: "http://app.example.com" } } },
    ]) {
      expect(await send(message)).to.have.property("code", "messaging/invalid-argument");
    }
  });

  it("is taken by the stand-in at the full length that a message may have", async () => {
    const { send } = aSender(setClock());
    const [value = ""] = tokens(1);
    const payload = aPayload({
      body: "😀".repeat(5000),
      collapseKey: "k".repeat(500),
      expiresAt: at("2027-03-01T12:00:00.000Z"),
    });
    const circumstances = { badge: 1000, appUrl: "https://app.example.com", now: at(noon) };
    for (const platform of ["android", "ios", "web"] as const) {
      const target = { kind: "token", value, platform } as const;
      expect(await send(toFcmMessage(payload, target, circumstances)), platform).to.deep.equal({
        type: "sent",
      });
    }
  });

  it("is shown by the stand-in to whoever asks, newest last, also what came over HTTP/1.1", async () => {
    const { send } = aSender(setClock());
    const [first = "", second = ""] = tokens(2);
    await send(aMessageTo(first));
    const { projectId } = theFirebase();
    await fetch(`http://${fcm().host}/v1/projects/${projectId}/messages:send`, {
      method: "POST",
      body: JSON.stringify({ message: aMessageTo(second) }),
    });
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
