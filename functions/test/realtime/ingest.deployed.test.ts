import { randomUUID } from "node:crypto";
import { PubSub } from "@google-cloud/pubsub";
import { expect } from "chai";
import { ingestTopic } from "../../src/realtime/publishing/topic.js";
import { eventually } from "../support/eventually.js";
import { projectId } from "../support/users.js";
import { anInstance, theFirebase } from "../support/testInstance.js";

const horse = (note: string) => ({ channel: "horses", type: "horses:created", data: { note } });

describe("what other backends send without HTTP", function () {
  this.timeout(60_000);
  const here = anInstance();
  const there = anInstance();

  /** The events of the channel that say this: other suites publish to `global`, too. */
  const saying = async (note: string, channel = "horses") =>
    (await here().events(channel)).filter(({ data }) => JSON.stringify(data).includes(note));
  const told = async (note: string, channel?: string): Promise<number> =>
    (await saying(note, channel)).length;

  const aMessage = (body: unknown, attributes: Record<string, string> = {}) => ({
    messageId: randomUUID(),
    data: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)).toString("base64"),
    attributes,
  });

  /** Why messages of that text were put aside. */
  const letters = async (text: string): Promise<string[]> => {
    const filed = theFirebase().firestore.collection("deadLetters").where("queue", "==", ingestTopic);
    const { docs } = await filed.get();
    const mine = docs.filter((document) => String(document.get("payload")).includes(text));
    return mine.map((document) => String(document.get("reason")));
  };

  it("is published once, however often and wherever the message comes", async () => {
    const note = randomUUID();
    const message = aMessage({
      events: [horse(note), { ...horse(note), channel: "stable/7", type: "stable:updated" }],
    });
    await Promise.all([here().instance.ingest(message), there().instance.ingest(message)]);
    await here().instance.ingest(message);
    expect([await told(note), await told(note, "stable/7")]).to.deep.equal([1, 1]);
  });

  it("is published once for messages that share an idempotencyKey", async () => {
    const note = randomUUID();
    const same = { idempotencyKey: randomUUID() };
    for (const at of [here(), there()]) await at.instance.ingest(aMessage(horse(note), same));
    expect(await told(note)).to.equal(1);
    await here().instance.ingest(aMessage(horse(`${note} again`), same));
    expect(await told(note)).to.equal(1);
    expect((await letters(`${note} again`))[0]).to.match(/^idempotency_key_reused/);
  });

  it("lies in the dead letters with the reason if it can never be published", async () => {
    const note = randomUUID();
    const reasons: [body: unknown, reason: RegExp][] = [
      [`{"${note}`, /^malformed_json/],
      [{ ...horse(note), type: "health:created" }, /^invalid_request; \/type is not an event/],
      [{ ...horse(note), channel: "no/such" }, /^invalid_request; \/channel names no channel/],
      [{ events: [horse(note), { ...horse(note), data: 1 }] }, /^invalid_request; \/events\/1\/data/],
      [
        { channel: "spaces/s1/chat", type: "chat:typing", data: note },
        /^invalid_request|^not_found|^forbidden/,
      ],
    ];
    for (const [body] of reasons) await here().instance.ingest(aMessage(body));
    const found = await letters(note);
    expect(found).to.have.length(reasons.length);
    for (const [, reason] of reasons)
      expect(
        found.some((text) => reason.test(text)),
        `${reason}`,
      ).to.equal(true);
    expect(await told(note)).to.equal(0);
  });

  it("comes from functions of the project by a call for each kind of channel", async () => {
    const { broadcasts } = here().instance;
    const [note, key, uid] = [randomUUID(), randomUUID(), randomUUID()];
    for (let run = 0; run < 2; run++) {
      await broadcasts.publishModuleEvent("horses", "medical:uploaded", { note }, "alice", { key });
      await broadcasts.publishModuleEvent("stable/7", "completed", { note }, undefined, { key });
      await broadcasts.broadcastToUser(uid, "greeting", note, { key });
      const progress = { requestId: note, type: "pin", stage: "analyzing", progress: 10, estimatedTime: 900 };
      await broadcasts.publishToUser(uid, "ai:generation_progress", progress, { key });
      await broadcasts.broadcast("global", "maintenance:scheduled", { message: note }, { key });
    }
    const [horses, global] = [await saying(note), await saying(note, "global")];
    expect(horses.at(-1)).to.deep.include({ type: "horses:medical:uploaded", data: { note }, by: "alice" });
    expect(global.at(-1)).to.deep.include({ type: "maintenance:scheduled" });
    const counts = ["horses", "stable/7", `users/${uid}`, `users/${uid}/ai`, "global"].map((name) =>
      told(note, name),
    );
    expect(await Promise.all(counts)).to.deep.equal([1, 1, 1, 1, 1]);
    let refused: unknown;
    await broadcasts.broadcast("global", "no:such", {}).catch((error: unknown) => (refused = error));
    expect(refused).to.have.property("code", "invalid_request");
  });
});

describe("the topic of events from other backends", function () {
  this.timeout(60_000);
  const here = anInstance();

  it("publishes what a message asks for", async () => {
    const note = randomUUID();
    const pubsub = new PubSub({ projectId: projectId() });
    await pubsub.topic(ingestTopic).publishMessage({ json: horse(note) });
    const newest = async () => (await here().events("horses")).at(-1);
    const event = await eventually(newest, (seen) => JSON.stringify(seen?.data ?? "").includes(note));
    expect(event).to.deep.include({ channel: "horses", type: "horses:created", data: { note } });
    await pubsub.close();
  });
});
