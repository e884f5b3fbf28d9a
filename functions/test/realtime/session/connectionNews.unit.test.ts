import { expect } from "chai";
import type { Control } from "../../../src/realtime/bus/message.js";
import { connectionNews } from "../../../src/realtime/session/connectionNews.js";

const opened = (connectionId: string) =>
  ({ type: "stream_opened", uid: "alice", connectionId, openedAt: 0 }) as const;

function aBus() {
  const told: string[][] = [];
  const control = (said: Control): Promise<void> => {
    if (said.type === "connections") told.push(said.news.map(({ connectionId }) => connectionId));
    return Promise.resolve();
  };
  return { told, control };
}

describe("news of connections", () => {
  it("are told at once, and together if many come soon after", async () => {
    const bus = aBus();
    const { tell, told } = connectionNews(bus, () => false);
    tell(opened("c1"));
    expect(bus.told).to.deep.equal([["c1"]]);
    for (const id of ["c2", "c3"]) tell(opened(id));
    await Promise.resolve();
    tell(opened("c4"));
    await told();
    expect(bus.told).to.deep.equal([["c1"], ["c2", "c3", "c4"]]);
  });

  it("wait for nothing once all clients are sent away", async () => {
    const bus = aBus();
    const { tell, told } = connectionNews(bus, () => true);
    for (const id of ["c1", "c2"]) tell(opened(id));
    await told();
    expect(bus.told).to.deep.equal([["c1"], ["c2"]]);
  });
});
