import { expect } from "chai";
import { Presence } from "@firecast/contract/realtime";
import { send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aUser, type TestUser } from "../support/users.js";
import { aSpace, chatOf, join, say } from "./chat.js";
import { connected } from "./signals.js";

describe("presence", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let owner: TestUser;
  let guest: TestUser;
  let spaceId: string;

  before(async () => {
    [server, owner, guest] = await Promise.all([sharedServer("first"), aUser(), aUser()]);
    spaceId = await aSpace(server, owner);
    await join(server, spaceId, guest);
  });

  const present = async (): Promise<string[]> => {
    const path = `/realtime/presence?channel=${chatOf(spaceId)}`;
    return Presence.parse((await send(server.baseUrl, "GET", path, { token: owner.idToken })).json()).users;
  };

  it("a stream's user is there while it is open, and the others hear of the coming", async () => {
    const query = `channels=${chatOf(spaceId)}`;
    const watching = await connected(server, owner, { query });
    const visiting = await connected(server, guest, { query });
    const { data, id } = await watching.waitFor(
      ({ event, data }) => event === "presence:joined" && JSON.stringify(data).includes(guest.uid),
    );
    expect(data).to.deep.include({ channel: chatOf(spaceId), data: { uid: guest.uid } });
    expect(id).to.equal(undefined);
    expect(await present()).to.deep.equal([guest.uid, owner.uid].sort());
    visiting.close();
    watching.close();
    await Promise.all([watching.ended, visiting.ended]);
  });

  it("a long poll that was answered at once leaves nobody behind", async () => {
    const query = `channels=${chatOf(spaceId)}&history=10`;
    await say(server, spaceId, owner, "read by poll");
    const poll = await connected(server, guest, { query: `${query}&poll=1` });
    await poll.ended;
    expect(poll.named("chat:message:created")).to.have.lengthOf(1);
    expect(await present()).not.to.include(guest.uid);
  });
});
