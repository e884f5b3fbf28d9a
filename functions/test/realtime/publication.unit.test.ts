import { catalogueOf } from "@firecast/contract/core/channel";
import { channelKinds } from "@firecast/contract/channels";
import { moduleChannel } from "@firecast/contract/modules";
import { expect } from "chai";
import { asUser, type Caller } from "../../src/platform/auth/caller.js";
import { Problem } from "../../src/platform/problems.js";
import { channelAccess } from "../../src/realtime/access.js";
import { checkPublication } from "../../src/realtime/publishing/publication.js";
import { setClock } from "../support/setClock.js";
import { signedIn } from "../support/signedIn.js";

const mia = asUser(signedIn());
const service: Caller = { type: "service", email: "worker@example.com" };
const clock = setClock("2026-03-01T12:00:00.000Z");
const access = channelAccess({
  catalogue: catalogueOf([...channelKinds, moduleChannel("horses"), moduleChannel("stable/{stableId}")]),
  membership: { isMember: () => Promise.resolve(false), forget: () => undefined },
  resources: () => [],
});

/** What is published, or the code of the refusal and where it points to. */
function check(channel: string, type: string, data: unknown, caller: Caller = service, by?: string): unknown {
  try {
    const publication = { channel, type, data, ...(by !== undefined && { by }) };
    const checked = checkPublication({ access, clock }, caller, publication, ["events", 3]);
    return { channel: checked.channel.name, data: checked.data, by: checked.by };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [error.code, ...(error.document().errors ?? []).map(({ pointer }) => pointer)].join(" ");
  }
}

describe("a publication", () => {
  it("of a module has a name of the module's, and any object as data", () => {
    const data = { name: "Fjalar" };
    for (const type of ["horses:created", "horses:medical:uploaded", "horses:photo:downloaded"])
      expect(check("horses", type, data)).to.deep.equal({ channel: "horses", data, by: undefined });
    for (const type of [
      "horses",
      "horses:",
      "health:created",
      "horses:a:b:c",
      "horses:<b>",
      "created",
      "__proto__",
    ])
      expect(check("horses", type, data)).to.equal("invalid_request /events/3/type");
    for (const other of [null, "x", 1, [1], undefined])
      expect(check("horses", "horses:created", other)).to.equal("invalid_request /events/3/data");
    expect(check("stable/123", "stable:updated", data)).to.deep.include({ channel: "stable/123" });
  });

  it("gets the present where it leaves out only its timestamp", () => {
    const data = { cpu: 0.5, memory: 0.25, uptime: 60, activeConnections: 3 };
    const timestamp = "2026-03-01T12:00:00.000Z";
    expect(check("system", "system:health_update", data)).to.deep.include({ data: { ...data, timestamp } });
    const own = { ...data, timestamp: "2026-02-01T00:00:00.000Z" };
    expect(check("system", "system:health_update", own)).to.deep.include({ data: own });
    expect(check("system", "system:health_update", { ...data, cpu: "high" })).to.equal(
      "invalid_request /events/3/data/cpu /events/3/data/timestamp",
    );
  });

  it("goes to the caller's own channel where its name is short", () => {
    const data = { provider: "p", endpoint: "/x", status: "success", responseTime: 12, creditsUsed: 1 };
    expect(check("automation", "automation:api_status", data, mia)).to.deep.include({
      channel: "users/mia/automation",
    });
    expect(check("automation", "automation:api_status", data)).to.equal("invalid_request /events/3/channel");
  });

  it("is the user's who publishes it; a service may name whose it is", () => {
    const data = { topic: "t", payload: 1 };
    expect(check("users/mia", "user:signal:sent", data, mia)).to.deep.include({ by: "mia" });
    expect(check("users/mia", "user:signal:sent", data, mia, "mia")).to.deep.include({ by: "mia" });
    expect(check("users/mia", "user:signal:sent", data, mia, "bob")).to.equal("invalid_request /events/3/by");
    expect(check("users/mia", "user:signal:sent", data, service, "bob")).to.deep.include({ by: "bob" });
  });

  it("to a channel that the catalogue does not have is not valid", () => {
    for (const name of ["no/such", "no such", "", "spaces/a/b/chat"])
      expect(check(name, "x", 1)).to.equal("invalid_request /events/3/channel");
  });
});
