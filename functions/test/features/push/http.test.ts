import { createServer, type IncomingMessage } from "node:http";
import { expect } from "chai";
import { z } from "zod";
import { Device } from "@firecast/contract/notifications/devices";
import { Trace } from "@firecast/contract/notifications/push";
import { callerLimits } from "../../../src/platform/http/limits/limits.js";
import { router } from "../../../src/platform/http/router.js";
import { routeTable } from "../../../src/platform/http/routes.js";
import { inFlightRequests } from "../../../src/platform/http/inFlight.js";
import { tokenBuckets } from "../../../src/platform/rates/tokenBuckets.js";
import { type Caller, callerOf, hidden } from "../../support/caller.js";
import { asUser } from "../../../src/platform/auth/caller.js";
import { signedIn } from "../../support/signedIn.js";
import { anFcm } from "./fcm/fcm.js";
import { aWorld, random, firebaseApart } from "./world.js";

/** These routes alone. The ID token is the uid: who somebody is, others find out. */
async function serve({ routes, clock, log }: ReturnType<typeof aWorld>) {
  const identity = {
    identify: (req: { headers: { authorization?: string | undefined } }) =>
      Promise.resolve(signedIn({ uid: (req.headers.authorization ?? "").replace("Bearer ", "") })),
  };
  const { firestore } = firebaseApart();
  const held = { ofAccount: 0, inAll: 0 };
  const limits = callerLimits({
    buckets: tokenBuckets(clock),
    factor: 1000,
    proxies: 0,
    held,
    warnNear: () => undefined,
  });
  const callers = { identify: async (req: IncomingMessage) => asUser(await identity.identify(req)) };
  const kit = { identity, callers, firestore, clock, limits };
  const app = router({
    table: routeTable(routes),
    kit,
    inFlight: inFlightRequests(),
    measure: () => undefined,
    log,
    allowedOrigins: [],
    secure: false,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const as = (uid: string): Caller => callerOf(`http://127.0.0.1:${port}`, { uid, email: "", idToken: uid });
  return { as, close: () => server.close() };
}

describe("devices and traces over HTTP", () => {
  anFcm();
  const world = aWorld();
  let server: Awaited<ReturnType<typeof serve>>;
  before(async () => {
    server = await serve(world);
  });
  after(() => server.close());

  it("PUT registers (201) and refreshes (200), DELETE signs out (204), and what is not there is 404", async () => {
    const me = server.as(world.uid);
    const path = `/devices/${random()}`;
    const body = { token: random(), platform: "android", appVersion: "1.2.3" };
    const first = await me.put(path, body);
    expect(first.status).to.equal(201);
    expect(z.strictObject(Device.shape).safeParse(first.body).success, "and nothing else").to.equal(true);
    expect(await me.put(path, body)).to.deep.equal({ ...first, status: 200 });
    expect(await server.as("stranger").delete(path)).to.deep.equal(hidden);
    expect(await me.delete(path)).to.deep.equal({ status: 204, body: undefined });
    expect(await me.delete(path)).to.deep.equal(hidden);
  });

  it("answers a repeat as the first time", async () => {
    const me = server.as(world.uid);
    const path = `/devices/${random()}`;
    const body = { installationId: random(), platform: "ios" };
    const first = await me.put(path, body, { key: "k1" });
    expect(await me.put(path, body, { key: "k1" })).to.deep.equal(first);
    expect(await me.delete(path, { key: "k2" })).to.deep.equal(await me.delete(path, { key: "k2" }));
  });

  it("refuses what is no device", async () => {
    const me = server.as(world.uid);
    for (const body of [
      {},
      { token: "t", platform: "toaster" },
      { token: "t", installationId: "i", platform: "web" },
      { token: "", platform: "web" },
      { token: "a b", platform: "web" },
      { token: "t".repeat(4097), platform: "web" },
      { token: "t", platform: "web", uid: "somebody" },
    ]) {
      expect((await me.put(`/devices/${random()}`, body)).status, JSON.stringify(body)).to.equal(400);
    }
    expect((await me.put("/devices/a.b", { token: "t", platform: "web" })).status).to.equal(400);
  });

  it("explains a push to whose notification it is, and to nobody else", async () => {
    await world.device("traced");
    const { id } = await world.put();
    await world.deliver(world.uid, id);
    const path = `/notifications/${id}/trace`;
    const { status, body } = await server.as(world.uid).get(path);
    expect(status).to.equal(200);
    expect(z.strictObject(Trace.shape).parse(body)).to.deep.equal(await world.trace(world.uid, id));
    expect(JSON.stringify(body)).to.not.include("target");
    expect(await server.as("stranger").get(path)).to.deep.equal(hidden);
    expect(await server.as(world.uid).get("/notifications/nothing/trace")).to.deep.equal(hidden);
  });
});
