import { aiChannel } from "@firecast/contract/ai";
import { channelOf } from "@firecast/contract/core/channel";
import { expect } from "chai";
import { tokensOf } from "../../src/app/answers/model.js";
import { Answer } from "../../src/app/answers/schema.js";
import { eventually } from "../support/eventually.js";
import { follow } from "../features/durableStreams/persistent.js";
import { anInstance } from "../support/testInstance.js";
import { aUser } from "../support/users.js";

describe("the example of app/: answers", function () {
  this.timeout(60_000);
  const server = anInstance();

  it("are written once into a stream of the user's, however often that is tried at once, and told of on the channel ai", async () => {
    const user = await aUser();
    const ann = server().as(user);
    const asked = await ann.post("/answers", { prompt: "Why is the sky blue?" }, { key: "first" });
    expect(asked.status).to.equal(201);
    expect(await ann.post("/answers", { prompt: "Why is the sky blue?" }, { key: "first" })).to.deep.equal(
      asked,
    );
    const { id, stream } = Answer.parse(asked.body);
    const writing = [1, 2].map(() => server().instance.runTask("writeAnswer", { data: { id } }));
    const whole = tokensOf("Why is the sky blue?").join("");
    const reader = {
      path: stream,
      token: user.idToken,
      contentType: "text/plain",
      server: () => server().url,
    };
    expect((await follow(reader)).toString()).to.equal(whole);
    await Promise.all(writing);
    const { name } = channelOf(aiChannel, { uid: user.uid });
    const events = await eventually(
      () => server().events(name),
      (found) => found.some(({ type }) => type === "ai:generation_complete"),
    );
    const ends = events.filter(({ type }) => type === "ai:generation_complete");
    expect(ends.map(({ data }) => data)).to.have.nested.property("[0].result.content", whole);
    expect(ends).to.have.length(1);
    expect(events.filter(({ type }) => type === "ai:generation_progress").length).to.be.above(1);
    const listed = await ann.get("/answers");
    expect(listed.body).to.have.nested.property("items[0]").that.deep.includes({ id, status: "complete" });
  });

  it("are nothing to others", async () => {
    const [ann, bob] = [server().as(await aUser()), server().as(await aUser())];
    const { stream } = Answer.parse((await ann.post("/answers", { prompt: "What?" })).body);
    expect((await bob.get(`/ds/${stream}`)).status).to.equal(404);
    expect((await bob.get("/answers")).body).to.deep.equal({ items: [] });
    expect((await bob.post("/answers", { prompt: " " })).status).to.equal(400);
  });
});
