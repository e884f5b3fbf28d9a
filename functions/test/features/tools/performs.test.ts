import { expect } from "chai";
import { StateUpdated, Tool } from "@firecast/contract/tools";
import type { Action } from "@firecast/contract/automations/actions";
import { ActionFailed } from "../../../src/platform/actions/actionFailed.js";
import { anInstance } from "../../support/testInstance.js";
import { aPlace } from "../people.js";

describe("what automations do with tools", () => {
  const server = anInstance();

  it("is done once for each key, as the author may: all who see a tool set its state, its owner deploys it", async () => {
    const place = await aPlace(server());
    const mia = await place.member();
    const { id: toolId } = Tool.parse((await place.owner.post("/tools", { name: "Poll" })).body);
    const { performer } = server().instance.core;
    const perform = (uid: string, action: Action, key: string) =>
      performer.perform(action, {
        automation: { type: "schedule", id: "s1" },
        author: { uid },
        spaceId: place.id,
        toolId,
        key: `${toolId} ${key}`,
        at: 0,
      });
    const refusal = async (promise: Promise<void>) => {
      const error: unknown = await promise.catch((reason: unknown) => reason);
      return error instanceof ActionFailed ? [error.consequence, error.message] : undefined;
    };
    const deploy: Action = { type: "deploy_tool" };
    const state = (n: number): Action => ({ type: "set_tool_state", patch: { n } });

    expect(await refusal(perform(mia.uid, state(0), "a"))).to.deep.equal(["stop", "Not found"]);
    await Promise.all(Array.from({ length: 5 }, () => perform(place.owner.uid, deploy, "b")));
    await Promise.all(Array.from({ length: 5 }, () => perform(mia.uid, state(1), "c")));
    await perform(mia.uid, state(2), "d");
    expect(await refusal(perform(mia.uid, deploy, "e"))).to.deep.include("stop");
    expect((await server().events(`spaces/${place.id}`)).map(({ type }) => type)).to.include.members([
      "tool:deployed",
    ]);
    const states = await server().events(`tools/${toolId}/state`);
    expect(states.map(({ by, data }) => [by, StateUpdated.parse(data).patch])).to.deep.equal([
      [mia.uid, { n: 1 }],
      [mia.uid, { n: 2 }],
    ]);

    await place.owner.delete(`/tools/${toolId}/deploy`, { body: { spaceId: place.id } });
    expect(await refusal(perform(mia.uid, state(3), "f"))).to.deep.include("stop");
  });
});
