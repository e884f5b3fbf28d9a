import { expect } from "chai";
import { Message } from "@firecast/contract/space/chat";
import { Space } from "@firecast/contract/space/spaces";
import { tellMention } from "../../../../src/features/chat/notices.js";
import { clip } from "../../../../src/platform/notices/clip.js";
import { SseClient } from "../../../support/sse.js";
import { anInstance } from "../../../support/testInstance.js";
import { aPerson } from "../../people.js";
import { hostile } from "./hostile.js";
import { changesIn, path, rowsOf } from "./told.js";
import { inbox } from "../../../../src/features/inbox/manifest.js";
import { featureActions } from "../../../support/featureActions.js";

describe("hostile text in notifications", function () {
  this.timeout(60_000);
  const server = anInstance();

  it("stays text: one frame each on the stream, and the same in the list", async () => {
    const [alice, nina] = [await aPerson(server()), await aPerson(server())];
    const stream = await SseClient.open(`${server().url}${path}/stream`, { token: nina.user.idToken });
    await stream.waitFor(({ event }) => event === "connected");
    const told = [];
    for (const text of hostile) {
      const founded = await alice.post("/spaces", { name: clip(text, 120), joinPolicy: "open" });
      const space = Space.parse(founded.body);
      await nina.post(`/spaces/${space.id}/join`);
      const posted = await alice.post(`/spaces/${space.id}/chat`, { text: `${text} @${nina.uid}` });
      const after = Message.parse(posted.body);
      expect(after.mentions).to.deep.equal([nina.uid]);
      const change = {
        before: undefined,
        repliedAuthor: undefined,
        pinnedBy: undefined,
        at: after.createdAt,
      };
      for (const { audience: _, ...notice } of tellMention({ ...change, after, spaceName: space.name })) {
        await featureActions(server().instance, inbox).add({ ...notice, uid: nina.uid });
      }
      told.push({ title: `A member mentioned you in ${space.name}`, id: after.id });
    }
    // Where triggers run, a new member is also welcomed.
    const mentions = () => changesIn(stream.frames).filter(({ item }) => item.type === "mention");
    await stream.until(() => mentions().length >= hostile.length);
    const items = mentions().map(({ item }) => item);
    expect(items.map(({ title }) => title)).to.have.members(told.map(({ title }) => title));
    expect(await rowsOf(nina, "?type=mention")).to.have.deep.members(items);
    expect(stream.named("forged", "message")).to.deep.equal([]);
    // Each line of a frame is one of its fields, and none holds a byte that ends a line or a string.
    const lines = stream.raw.split("\n").filter((line) => line !== "");
    for (const line of lines) expect(line).to.match(/^(?:id|event|data|retry): |^:/);
    expect(stream.raw).to.not.match(/[\0\r]/);
    stream.close();
  });

  it("without a form in Unicode is not even taken in", async () => {
    const alice = await aPerson(server());
    const { id } = Space.parse((await alice.post("/spaces", { name: "Lobby" })).body);
    for (const half of ["\ud800", "a\udc00b", "\ud83d"]) {
      for (const [route, body] of [
        ["/spaces", { name: half }],
        [`/spaces/${id}/chat`, { text: half }],
        [`/spaces/${id}/events`, { title: half, startsAt: "2030-01-01T00:00:00Z" }],
        ["/tools", { name: half }],
        ["/tools", { name: "Poll", description: half }],
      ] as const) {
        expect((await alice.post(route, body)).status, route).to.equal(400);
      }
    }
  });
});
