import { expect } from "chai";
import { type ApiAnswer, send } from "../../support/api.js";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { aUser, type TestUser } from "../../support/users.js";
import { expectProblem } from "../problems.js";
import { channelOf } from "../signals.js";
import { accepted, either, refused } from "./jsonTexts.js";

const shown = (text: string | Buffer): string =>
  JSON.stringify(text.toString().slice(0, 60)).slice(1, -1) || "nothing";

describe("JSON of every kind, as a body and inside one", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;

  before(async () => {
    [server, user] = await Promise.all([sharedServer("first"), aUser()]);
  });

  const post = (raw: string | Buffer): Promise<ApiAnswer> =>
    send(server.baseUrl, "POST", "/realtime/publish", { token: user.idToken, raw });
  const inside = (text: string | Buffer): Promise<ApiAnswer> => {
    const [before = "", after = ""] = JSON.stringify({
      channel: channelOf(user),
      type: "user:signal:sent",
      data: { topic: "t", payload: "HERE" },
    }).split('"HERE"');
    return post(Buffer.concat([Buffer.from(before), Buffer.from(text), Buffer.from(after)]));
  };

  for (const text of accepted) {
    it(`${shown(text)} is taken`, async () => {
      expectProblem(await post(text), 400, "invalid-request");
      expect((await inside(text)).status).to.equal(201);
    });
  }

  for (const text of refused) {
    it(`${shown(text)} is malformed: 400`, async () => {
      expectProblem(await inside(text), 400, "malformed-json");
      const alone = await post(text);
      expectProblem(alone, 400, text.length === 0 ? "invalid-request" : "malformed-json");
    });
  }

  for (const text of either) {
    it(`${shown(text)} is taken or not, and breaks nothing`, async () => {
      for (const { status } of [await post(text), await inside(text)]) expect(status).to.be.oneOf([201, 400]);
    });
  }
});
