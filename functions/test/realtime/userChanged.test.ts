import { expect } from "chai";
import { anInstance } from "../support/testInstance.js";
import { SseClient } from "../support/sse.js";
import { auth, aUser } from "../support/users.js";

describe("the word that a user's account has changed", function () {
  this.timeout(60_000);
  const here = anInstance();
  const there = anInstance();

  it("F2: ends the user's streams and polls on every instance at once, and what is trusted of their tokens", async () => {
    const user = await aUser();
    const other = await aUser();
    const open = async ({ uid, idToken: token }: typeof user, query = "") => {
      const url = `${there().url}/sse/stream?channels=users/${uid}${query}`;
      const stream = await SseClient.open(url, { token });
      await stream.waitFor(({ event }) => event === "connected");
      return stream;
    };
    const ending = [await open(user), await open(user, "&poll=1")];
    const others = await open(other);
    await auth().updateUser(user.uid, { disabled: true });
    expect((await there().as(user).get("/notifications")).status, "still trusted").to.equal(200);
    await here().instance.core.publisher.userChanged(user.uid);
    for (const stream of ending) await stream.ended;
    const last = ending.map(({ frames }) => frames.at(-1));
    expect(last.map((frame) => frame?.event)).to.deep.equal(["error", "error"]);
    expect(last[0]?.data).to.include({ status: 401, type: "urn:firecast:problem:unauthenticated" });
    expect((await there().as(user).get("/notifications")).status).to.equal(401);
    expect((await here().as(user).get("/notifications")).status).to.equal(401);
    expect(others.hasEnded).to.equal(false);
    others.close();
  });
});
