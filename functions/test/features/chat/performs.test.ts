import { expect } from "chai";
import { Message } from "@firecast/contract/space/chat";
import { ActionFailed } from "../../../src/platform/actions/actionFailed.js";
import type { Firing } from "../../../src/platform/actions/actionKind.js";
import { anInstance } from "../../support/testInstance.js";
import { aPlace } from "../people.js";

describe("messages that automations post", () => {
  const server = anInstance();

  it("are the author's, one for each key, and none once the author has left the space", async () => {
    const place = await aPlace(server());
    const mia = await place.member();
    const { performer } = server().instance.core;
    const firing = (key: string): Firing => ({
      automation: { type: "schedule", id: "s1" },
      author: { uid: mia.uid },
      spaceId: place.id,
      key,
      at: 0,
    });
    const post = (text: string, key: string) =>
      performer.perform({ type: "post_message", text }, firing(key));
    await Promise.all(Array.from({ length: 5 }, () => post("Stand-up!", `${mia.uid} 1`)));
    await post("Lunch!", `${mia.uid} 2`);
    const posted = async () =>
      (await server().events(`spaces/${place.id}/chat`)).map(({ by, data }) => [
        by,
        Message.parse(data).text,
      ]);
    const expected = [
      [mia.uid, "Stand-up!"],
      [mia.uid, "Lunch!"],
    ];
    expect(await posted()).to.deep.equal(expected);

    await mia.delete(`/spaces/${place.id}/members/${mia.uid}`);
    const refused = await post("Bye!", `${mia.uid} 3`).catch((error: unknown) => error);
    expect(refused instanceof ActionFailed && refused.consequence).to.equal("stop");
    expect(await posted()).to.deep.equal(expected);
  });
});
