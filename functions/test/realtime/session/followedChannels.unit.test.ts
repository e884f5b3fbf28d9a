import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { catalogueOf } from "@firecast/contract/core/channel";
import { heatmapChannel } from "@firecast/contract/issues/figures";
import { orgIssuesChannel } from "@firecast/contract/issues/issues";
import { tendFollowed } from "../../../src/realtime/session/followedChannels.js";
import { recordedLog } from "../../support/recordedLog.js";
import { eventually } from "../../support/eventually.js";

describe("channels that features do something for while they are followed", () => {
  it("are tended once for all their followers, not again before that is done, and no more without sessions", async () => {
    const sessions: { readonly channels: readonly string[] }[] = [];
    const tended: string[] = [];
    let finish = (): void => undefined;
    const tending = tendFollowed({
      sessions: {
        all: () => sessions,
        get count() {
          return sessions.length;
        },
      },
      channelNamed: catalogueOf([heatmapChannel, orgIssuesChannel]).find,
      followed: () => [
        {
          kind: heatmapChannel,
          tend: async ({ name }) => {
            tended.push(name);
            if (name.startsWith("orgs/fails/")) throw new Error("down");
            await new Promise<void>((resolve) => (finish = resolve));
          },
        },
      ],
      log: recordedLog(),
      everyMs: 5,
    });
    sessions.push({ channels: ["orgs/a/heatmap", "orgs/a/issues", "unknown/x"] });
    sessions.push({ channels: ["orgs/a/heatmap", "orgs/fails/heatmap"] });
    tending.opened();
    await eventually(
      () => Promise.resolve(tended.filter((name) => name === "orgs/fails/heatmap").length),
      (times) => times > 1,
    );
    expect(tended.filter((name) => name === "orgs/a/heatmap")).to.have.length(1);
    finish();
    await eventually(
      () => Promise.resolve(tended.filter((name) => name === "orgs/a/heatmap").length),
      (times) => times > 1,
    );
    expect(new Set(tended)).to.deep.equal(new Set(["orgs/a/heatmap", "orgs/fails/heatmap"]));
    sessions.length = 0;
    tending.closed();
    const count = tended.length;
    await delay(20);
    expect(tended).to.have.length(count);
  });
});
