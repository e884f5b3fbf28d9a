import { expect } from "chai";
import { anInstance } from "../../support/testInstance.js";
import { actionsOf } from "../actions.js";
import { aPerson, aPlace } from "../people.js";

describe("a space's members, for those who tell them something", () => {
  const server = anInstance();

  it("are listed page by page, in one order: the active ones, of these roles if asked", async () => {
    const { id, path, owner, member } = await aPlace(server(), "request");
    const [admin, ...plain] = [await member("admin"), await member(), await member(), await member()];
    await (await aPerson(server())).post(`${path}/join`);
    const { spaces } = actionsOf(server());
    const everybody = [owner, admin, ...plain].map(({ uid }) => uid).sort();
    const first = await spaces.membersAfter(id, { limit: 3 });
    const rest = await spaces.membersAfter(id, { after: first.at(-1), limit: 3 });
    expect([first, rest]).to.deep.equal([everybody.slice(0, 3), everybody.slice(3)]);
    const managers = await spaces.membersAfter(id, { roles: ["owner", "admin"], limit: 10 });
    expect(managers).to.deep.equal([owner.uid, admin.uid].sort());
  });

  it("are found among some, and in some of their spaces", async () => {
    const [here, there] = [await aPlace(server()), await aPlace(server())];
    const mia = await here.member();
    const { spaces } = actionsOf(server());
    const uids = [there.owner.uid, mia.uid, "nobody", here.owner.uid];
    expect(await spaces.activeAmong(here.id, uids)).to.deep.equal([mia.uid, here.owner.uid]);
    expect(await spaces.isMemberOfAny(mia.uid, [there.id, here.id])).to.equal(true);
    expect(await spaces.isMemberOfAny(mia.uid, [there.id])).to.equal(false);
    expect(await spaces.isMemberOfAny(mia.uid, [])).to.equal(false);
  });

  it("belong to a space that has a name, or to none", async () => {
    const { id } = await aPlace(server());
    const { spaces } = actionsOf(server());
    expect(await Promise.all([spaces.name(id), spaces.name("nowhere")])).to.deep.equal(["Lobby", undefined]);
  });
});
