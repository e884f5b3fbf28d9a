import { expect } from "chai";
import { catalogueOf, channelOf } from "@firecast/contract/core/channel";
import { type Audience, channelKind } from "@firecast/contract/core/channelKind";
import { anonymous, asUser, type Caller } from "../../src/platform/auth/caller.js";
import { channelAccess } from "../../src/realtime/access.js";
import type { ResourceAccess } from "../../src/realtime/resourceAccess.js";
import { signedIn } from "../support/signedIn.js";

const callers = {
  mia: asUser(signedIn({ organizationId: "o1" })),
  staff: asUser(signedIn({ uid: "staff", operator: true })),
  service: { type: "service", email: "worker@example.com" },
  anonymous,
} satisfies Record<string, Caller>;

/** Mia is a member of s1; pins that are public are for everybody, others for Mia, who alone writes them. */
const pins: ResourceAccess = {
  of: "pin",
  mayRead: (user, id) => Promise.resolve(id === "public" || (id === "hers" && user?.uid === "mia")),
  mayWrite: (user, id) => Promise.resolve(id === "hers" && user.uid === "mia"),
};

const rest = { events: {}, history: 0, rate: { user: { perMinute: 60, burst: 1 } }, presence: false };

/** The names of those who may read and who may write the channel `things/{id}`. */
async function whoMay(
  audiences: { subscribe: Audience | Audience[]; publish?: Audience | Audience[] },
  id = "x",
  resources: readonly ResourceAccess[] = [pins],
): Promise<{ read: string[]; write: string[] }> {
  const kind = channelKind({ name: "things/{id}", publish: { type: "server" }, ...rest, ...audiences });
  const access = channelAccess({
    catalogue: catalogueOf([kind]),
    membership: {
      isMember: (uid, spaceId) => Promise.resolve(uid === "mia" && spaceId === "s1"),
      forget: () => undefined,
    },
    resources: () => resources,
  });
  const channel = channelOf(kind, { id });
  const allowed: { read: string[]; write: string[] } = { read: [], write: [] };
  for (const [name, caller] of Object.entries(callers)) {
    if (await access.maySubscribe(caller, channel)) allowed.read.push(name);
    if (await access.mayPublish(caller, channel, "thing:happened")) allowed.write.push(name);
  }
  return allowed;
}

describe("who may use a channel", () => {
  const cases: [title: string, audience: Audience | Audience[], id: string, read: string[]][] = [
    ["anyone", { type: "anyone" }, "x", ["mia", "staff", "service", "anonymous"]],
    ["everyone who is signed in", { type: "everyone" }, "x", ["mia", "staff"]],
    ["the user whose it is", { type: "self", param: "id" }, "mia", ["mia"]],
    ["an organization", { type: "organization", param: "id" }, "o1", ["mia"]],
    ["members of a space", { type: "member", param: "id" }, "s1", ["mia"]],
    ["operators", { type: "operator" }, "x", ["staff"]],
    ["services", { type: "service" }, "x", ["service"]],
    ["the backend alone", { type: "server" }, "x", []],
    ["any of several", [{ type: "operator" }, { type: "service" }], "x", ["staff", "service"]],
    ["nobody, where the list is empty", [], "x", []],
    [
      "whom the owner of a private thing lets in",
      { type: "resource", of: "pin", param: "id" },
      "hers",
      ["mia"],
    ],
    [
      "whom the owner of a public thing lets in",
      { type: "resource", of: "pin", param: "id" },
      "public",
      ["mia", "staff", "anonymous"],
    ],
    [
      "nobody, where no feature owns such things",
      { type: "resource", of: "boat", param: "id" },
      "public",
      [],
    ],
  ];
  for (const [title, audience, id, read] of cases)
    it(`may be ${title}`, async () => {
      expect(await whoMay({ subscribe: audience }, id)).to.deep.equal({ read, write: [] });
    });

  it("is another question for writing than for reading", async () => {
    const audience: Audience = { type: "resource", of: "pin", param: "id" };
    const both = { subscribe: audience, publish: audience };
    expect(await whoMay(both, "hers")).to.deep.equal({ read: ["mia"], write: ["mia"] });
    expect((await whoMay(both, "public")).write).to.deep.equal([]);
  });
});
