import { expect } from "chai";
import { Firestore } from "firebase-admin/firestore";
import type { Action } from "@firecast/contract/automations/actions";
import { ActionFailed } from "../../../src/platform/actions/actionFailed.js";
import { actionKind, type ActionKind, type Firing } from "../../../src/platform/actions/actionKind.js";
import { performer } from "../../../src/platform/actions/performer.js";
import { spaceOf } from "../../../src/platform/actions/place.js";
import { AlreadyCreated } from "../../../src/platform/firestore/alreadyCreated.js";
import { onceFor } from "../../../src/platform/firestore/idempotency.js";
import { notFound, Problem, rateLimited, unavailable } from "../../../src/platform/problems.js";

describe("actions of automations", () => {
  const firestore = new Firestore({ projectId: "demo-firecast" });
  const document = firestore.doc("idempotency/k1");
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const hello: Action = { type: "post_message", text: "hello" };
  const firing: Firing = {
    automation: { type: "schedule", id: "s1" },
    author: { uid: "olga" },
    spaceId: "lobby",
    key: "k1",
    at: 0,
  };

  const posting = (perform: () => Promise<void>): ActionKind =>
    actionKind({
      type: "post_message",
      check: async (action, authored) => {
        if ((await Promise.resolve(spaceOf(action, authored))) !== "lobby") throw notFound();
      },
      perform,
    });
  const performerOf = (...kinds: ActionKind[]) =>
    performer({
      kinds: () => kinds,
      inGoodStanding: (uid) => Promise.resolve(uid === "olga"),
      onceFor: (uid, target, key) => onceFor(firestore, { now: () => 0 }, { uid, target, key }),
      log,
    });
  const outcomeOf = async (promise: Promise<void>): Promise<string> => {
    try {
      await promise;
    } catch (error) {
      if (error instanceof ActionFailed) return `${error.consequence}: ${error.message}`;
      throw error;
    }
    return "done";
  };
  const afterError = (error: Error) =>
    outcomeOf(performerOf(posting(() => Promise.reject(error))).perform(hello, firing));

  it("are refused early, each at its place: those of a removed feature, and what the author may not do", async () => {
    const one = performerOf(posting(() => Promise.resolve()));
    await one.check([hello, { ...hello, spaceId: "lobby" }], firing);
    const actions: Action[] = [
      hello,
      { ...hello, spaceId: "north" },
      { type: "webhook", url: "https://a.b" },
    ];
    const refused = await one.check(actions, firing).catch((error: unknown) => error);
    expect(refused instanceof Problem && refused.document().errors).to.deep.equal([
      { in: "body", pointer: "/actions/1", detail: "Not found" },
      { in: "body", pointer: "/actions/2", detail: "This deployment does not have actions of type webhook" },
    ]);
    const placeless = await one.check([hello], { author: firing.author }).catch((error: unknown) => error);
    expect(placeless instanceof Problem && placeless.document().errors?.[0]?.pointer).to.equal(
      "/actions/0/spaceId",
    );
  });

  it("are done once: what a repeat finds done is done", async () => {
    expect(await outcomeOf(performerOf(posting(() => Promise.resolve())).perform(hello, firing))).to.equal(
      "done",
    );
    expect(await afterError(new AlreadyCreated(document))).to.equal("done");
  });

  it("are tried again where that may help, given up where it does not, and stopped where it never will", async () => {
    expect(await afterError(notFound())).to.equal("stop: Not found");
    expect(await afterError(new Problem("forbidden"))).to.equal("stop: Not allowed");
    expect(await afterError(new Problem("payload_too_large"))).to.equal("skip: The body is too large");
    expect(await afterError(rateLimited(1000))).to.equal("retry: Too many requests");
    expect(await afterError(unavailable())).to.match(/^retry: /);
    expect(await afterError(new Error("secret of ours"))).to.equal("retry: Something failed on our side");
    expect(await afterError(new ActionFailed("It answered 404", "skip"))).to.equal("skip: It answered 404");
    expect(await outcomeOf(performerOf().perform(hello, firing))).to.equal(
      "stop: This deployment does not have actions of type post_message",
    );
    const gone = { ...firing, author: { uid: "mia" } };
    const kinds = posting(() => Promise.resolve());
    expect(await outcomeOf(performerOf(kinds).perform(hello, gone))).to.equal(
      "stop: Its author has no account any more",
    );
  });
});
