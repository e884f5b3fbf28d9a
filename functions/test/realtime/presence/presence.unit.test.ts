import { catalogueOf } from "@firecast/contract/core/channel";
import { channelKinds } from "@firecast/contract/channels";
import { expect } from "chai";
import { presence } from "../../../src/realtime/presence/presence.js";
import type { Instance } from "../../../src/realtime/presence/instanceRegistry.js";
import type { ClientSession } from "../../../src/realtime/session/clientSession.js";

const chat = "spaces/s1/chat";
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const aStream = (uid: string, connectionId: string): ClientSession =>
  ({ uid, channels: [chat], options: { connectionId } }) as unknown as ClientSession;

/** Two instances that see each other through the registry, as each described itself last. */
function twoInstances() {
  const registry = new Map<string, Instance>();
  const told: string[] = [];
  const start = (id: string) => {
    const here = presence({
      instanceId: id,
      log: silent,
      channelNamed: catalogueOf(channelKinds).find,
      live: () => Promise.resolve([...registry.values()]),
      changed: () =>
        registry.set(id, {
          id,
          streams: 1,
          present: [...here.local()].map(([channel, uids]) => ({ channel, uids: [...uids] })),
        }),
      tell: (_, type, uid) => told.push(`${type} ${uid}`),
      graceMs: 0,
    });
    return here;
  };
  return { first: start("first"), second: start("second"), told };
}

/** The grace is over, and what was asked of the registry is answered. */
const settled = () => new Promise<void>((resolve) => setTimeout(() => setImmediate(resolve), 2));

describe("who is there", () => {
  it("is told once per user, however many tabs", async () => {
    const { first, told } = twoInstances();
    const tabs = [aStream("mia", "1"), aStream("mia", "2")] as const;
    for (const tab of tabs) first.opened(tab);
    await settled();
    first.closed(tabs[0]);
    await settled();
    expect(told).to.deep.equal(["presence:joined mia"]);
    first.closed(tabs[1]);
    await settled();
    expect(told).to.deep.equal(["presence:joined mia", "presence:left mia"]);
  });

  it("who moves to another instance has not left", async () => {
    const { first, second, told } = twoInstances();
    first.opened(aStream("mia", "1"));
    await settled();
    second.opened(aStream("mia", "2"));
    first.closed(aStream("mia", "1"));
    await settled();
    expect(told).to.deep.equal(["presence:joined mia"]);
  });

  it("who leaves one instance after the other has left once, with the last", async () => {
    const { first, second, told } = twoInstances();
    first.opened(aStream("mia", "1"));
    second.opened(aStream("mia", "2"));
    await settled();
    first.closed(aStream("mia", "1"));
    await settled();
    told.length = 0;
    second.closed(aStream("mia", "2"));
    await settled();
    expect(told).to.deep.equal(["presence:left mia"]);
  });

  it("who comes back within the grace was never away", async () => {
    const { first, told } = twoInstances();
    first.opened(aStream("mia", "1"));
    await settled();
    first.closed(aStream("mia", "1"));
    first.opened(aStream("mia", "2"));
    await settled();
    expect(told).to.deep.equal(["presence:joined mia"]);
  });

  it("of an instance that ended by itself, those leave who are connected nowhere else", async () => {
    const { first, second, told } = twoInstances();
    first.opened(aStream("mia", "1"));
    second.opened(aStream("noa", "2"));
    await settled();
    told.length = 0;
    first.instanceEnded({
      id: "third",
      streams: 3,
      present: [{ channel: chat, uids: ["mia", "noa", "oto"] }],
    });
    first.instanceEnded({ id: "fourth", streams: 1, present: [{ channel: "no/such", uids: ["mia"] }] });
    await settled();
    expect(told).to.deep.equal(["presence:left oto"]);
  });

  it("knows whom it leaves behind when it ends: who is there, and who has just gone", () => {
    const { first } = twoInstances();
    for (const [uid, id] of [
      ["mia", "1"],
      ["noa", "2"],
    ] as const)
      first.opened(aStream(uid, id));
    first.closed(aStream("mia", "1"));
    expect(first.behind()).to.deep.equal(new Map([[chat, ["noa", "mia"]]]));
  });
});
