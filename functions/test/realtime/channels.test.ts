import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { z } from "zod";
import { History, Published } from "@firecast/contract/realtime";
import { aServiceToken } from "../support/serviceToken.js";
import { anInstance } from "../support/testInstance.js";
import { aUser, type TestUser } from "../support/users.js";

const publish = "/realtime/publish";
const Problem = z.object({ status: z.int(), detail: z.string().optional() });

describe("any channel", function () {
  this.timeout(60_000);
  const here = anInstance();
  const service: TestUser = { uid: "", email: "", idToken: aServiceToken() };
  let [mia, operator] = [service, service];

  before(async () => {
    [mia, operator] = await Promise.all([aUser(), aUser({ operator: true })]);
  });

  const automation = (message: string) => ({
    channel: `users/${mia.uid}/automation`,
    type: "automation:pipeline_status",
    data: { pipelineId: "p1", stage: "load", status: "running", progress: 50, message },
  });

  const read = async (path: string, user?: TestUser) =>
    History.parse((await here().as(user).get(`/realtime/history${path}`)).body);

  /** What a stream that is opened here says first. */
  const opened = async (query: string, user?: TestUser): Promise<string> => {
    const stream = await fetch(`${here().url}/sse/stream?poll=1&history=1&${query}`, {
      ...(user && { headers: { Authorization: `Bearer ${user.idToken}` } }),
    });
    return stream.text();
  };

  it("takes what a listed service publishes, and tells the user under the short name", async () => {
    const message = randomUUID();
    const published = await here().as(service).post(publish, automation(message));
    expect(published.status).to.equal(201);
    const frames = await opened("channels=automation", mia);
    expect(frames).to.contain(message).and.contain('"alias":"automation"');
    expect(frames).to.contain(`"channel":"users/${mia.uid}/automation"`);
    const { items } = await read("?channel=automation", mia);
    expect(items.at(-1)).to.deep.include({
      channel: `users/${mia.uid}/automation`,
      type: automation("").type,
    });
  });

  it("takes nothing from services that are not listed, nor what only the backend itself may publish", async () => {
    const refused = async (token: string, body: object) =>
      (
        await here()
          .as({ ...service, idToken: token })
          .post(publish, body)
      ).status;
    const body = automation("never");
    expect(await refused(aServiceToken({ email: "stranger@example.com" }), body)).to.equal(403);
    expect(await refused(aServiceToken({ aud: "another" }), body)).to.equal(401);
    expect(await refused(aServiceToken({ exp: 1 }), body)).to.equal(401);
    expect(
      await refused(aServiceToken(), { ...body, channel: "spaces/lobby/chat", type: "chat:typing" }),
    ).to.be.oneOf([400, 404]);
    // Elsewhere such a token is nobody's.
    expect((await here().as(service).get("/profile")).status).to.equal(401);
  });

  it("is named in the 404 of who may not read it, as one that does not exist", async () => {
    const answers = await Promise.all(
      ["system", "nothing"].map(async (name) => {
        const caller = here().as(mia);
        const all = [
          await caller.get(`/realtime/history?channel=${name}`),
          await caller.get(`/sse/stream?channels=global,${name}`),
          await caller.get(`/realtime/presence?channel=${name}`),
          await caller.post(publish, { channel: name, type: "nothing:happened", data: {} }),
        ];
        return all
          .slice(0, 3)
          .map(({ status, body }) => [status, JSON.stringify(body).replaceAll(name, "…")]);
      }),
    );
    expect(answers[0]).to.deep.equal(answers[1]);
    const refused = await here().as(mia).get("/realtime/history?channel=system");
    expect(Problem.parse(refused.body)).to.deep.equal({ status: 404, detail: "There is no channel system." });
    expect((await here().as(operator).get("/realtime/history?channel=system")).status).to.equal(200);
    expect((await here().as().get("/realtime/history?channel=global")).status).to.equal(401);
  });

  it("is part of the history that names none, if it is the caller's or global", async () => {
    const [own, all] = [randomUUID(), randomUUID()];
    const signal = {
      channel: `users/${mia.uid}`,
      type: "user:signal:sent",
      data: { topic: "t", payload: own },
    };
    await here().as(mia).post(publish, signal);
    const health = { channel: "global", type: "system:health_update", data: { status: "ok", message: all } };
    await here().as(operator).post(publish, health);
    const { items, nextCursor } = await read("", mia);
    const text = JSON.stringify(items);
    expect(text).to.contain(own).and.contain(all);
    expect((await read(`?since=${nextCursor}`, mia)).items).to.deep.equal([]);
  });

  it("takes part in a batch under one key: once, in the order of the batch", async () => {
    const [key, note] = [randomUUID(), randomUUID()];
    const events = [
      { channel: "horses", type: "horses:created", data: { note } },
      { channel: "health", type: "health:created", data: { note } },
      { channel: "horses", type: "horses:medical:uploaded", data: { note } },
    ];
    const [first, again] = [
      await here().as(service).post(publish, { events }, { key }),
      await here().as(service).post(publish, { events }, { key }),
    ];
    expect(first.status).to.equal(201);
    expect(again).to.deep.equal(first);
    const published = Published.parse(first.body).events;
    expect(published.map(({ channel }) => channel)).to.deep.equal(["horses", "health", "horses"]);
    for (const [channel, count] of [
      ["horses", 2],
      ["health", 1],
    ] as const) {
      const { items } = await read(`?channel=${channel}`, mia);
      expect(items.filter(({ data }) => JSON.stringify(data).includes(note))).to.have.length(count);
    }
  });
});
