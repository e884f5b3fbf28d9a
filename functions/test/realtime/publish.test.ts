import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { Published } from "@firecast/contract/realtime";
import { aServiceToken } from "../support/serviceToken.js";
import { anInstance } from "../support/testInstance.js";
import type { TestUser } from "../support/users.js";

const publish = "/realtime/publish";
const channel = "global";
const uid = randomUUID();
const timestamp = "2026-01-02T03:04:05.678Z";
/** Seen by who is connected, and by no log. */
const warning = (endpoint: string) => ({
  channel: `users/${uid}`,
  type: "system:rate_limit_warning",
  data: { userId: uid, endpoint, remaining: 1, resetTime: timestamp, timestamp },
});
const health = (message: string) => ({
  channel,
  type: "system:health_update",
  data: { status: "ok", message },
});

describe("a publication under an Idempotency-Key", function () {
  this.timeout(60_000);
  const here = anInstance();
  const there = anInstance();
  const service: TestUser = { uid: "", email: "", idToken: aServiceToken() };

  /** How often both instances told the bus of an event that says this. */
  const told = (message: string): Record<string, number> => {
    const counts: Record<string, number> = { events: 0, ephemeral: 0 };
    for (const sent of [...here().sent, ...there().sent]) {
      if (sent.type === "control") continue;
      const saying = sent.events.filter(({ wire }) => wire.includes(message));
      counts[sent.type] = (counts[sent.type] ?? 0) + saying.length;
    }
    return counts;
  };

  const logged = async (message: string): Promise<number> => {
    const events = await Promise.all([channel, `users/${uid}`].map((name) => here().events(name)));
    return events.flat().filter(({ data }) => JSON.stringify(data).includes(message)).length;
  };

  it("L4: of signals alone, sent again to any instance, sends them once and gives the same answer", async () => {
    const [key, message] = [randomUUID(), randomUUID()];
    const answers = [];
    for (const at of [here(), here(), there()])
      answers.push(await at.as(service).post(publish, { events: [warning(message)] }, { key }));
    const [first] = answers;
    expect(first?.status).to.equal(202);
    expect(Published.parse(first?.body).events).to.have.lengthOf(1);
    expect(answers).to.deep.equal([first, first, first]);
    expect(told(message)).to.deep.equal({ events: 0, ephemeral: 1 });
    expect(await logged(message)).to.equal(0);
  });

  it("L4: of signals alone, asked for twice at the same time, sends them once", async () => {
    const [key, message] = [randomUUID(), randomUUID()];
    const ask = (at: ReturnType<typeof here>) => at.as(service).post(publish, warning(message), { key });
    const answers = await Promise.all([ask(here()), ask(there()), ask(here())]);
    expect(answers).to.deep.equal([answers[0], answers[0], answers[0]]);
    expect(answers[0]?.status).to.equal(202);
    expect(told(message)).to.deep.equal({ events: 0, ephemeral: 1 });
  });

  it("L4: of other signals than the first time is refused with 422, and sends nothing", async () => {
    const [key, message, other] = [randomUUID(), randomUUID(), randomUUID()];
    const caller = here().as(service);
    await caller.post(publish, warning(message), { key });
    const refused = await caller.post(publish, warning(other), { key });
    expect(refused.status).to.equal(422);
    expect(refused.body).to.include({ type: "urn:firecast:problem:idempotency-key-reused" });
    expect([told(message).ephemeral, told(other).ephemeral]).to.deep.equal([1, 0]);
  });

  it("L4: of durable events and signals gives the same answer again, and takes effect once", async () => {
    const [key, message] = [randomUUID(), randomUUID()];
    const body = { events: [warning(message), health(message), warning(message)] };
    const first = await here().as(service).post(publish, body, { key });
    const again = await there().as(service).post(publish, body, { key });
    expect(first.status).to.equal(201);
    expect(Published.parse(first.body).events.map(({ seq }) => typeof seq)).to.have.members([
      "number",
      "undefined",
      "undefined",
    ]);
    expect(again).to.deep.equal(first);
    expect(told(message)).to.deep.equal({ events: 1, ephemeral: 2 });
    expect(await logged(message)).to.equal(1);
  });
});
