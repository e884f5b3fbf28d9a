import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { expect } from "chai";
import { Firestore } from "firebase-admin/firestore";
import { Webhook } from "standardwebhooks";
import type { ApiStatus } from "@firecast/contract/automation";
import { callWebhook, type WebhooksDeps } from "../../../src/features/webhooks/callWebhook.js";
import type { Performing } from "../../../src/platform/actions/actionKind.js";
import { onceFor } from "../../../src/platform/firestore/idempotency.js";
import { randomIds } from "../../../src/platform/ids.js";
import { webhookSecret } from "../../../src/platform/outbound/webhook.js";

describe("a webhook", () => {
  const servers: Server[] = [];
  after(() => servers.forEach((server) => server.closeAllConnections()));
  after(() => servers.forEach((server) => server.close()));
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    return `127.0.0.1:${address.port}`;
  }

  const secret = webhookSecret(randomIds);
  const performing: Performing = {
    automation: { type: "schedule", id: "s1" },
    author: { uid: "olga" },
    toolId: "poll",
    key: "firing-1",
    at: Date.parse("2026-03-01T12:00:00.000Z"),
    secret,
    request: onceFor(
      new Firestore({ projectId: "demo-firecast" }),
      { now: () => 0 },
      { uid: "olga", target: "action webhook", key: "firing-1" },
    ),
  };

  /** What becomes of a call, and what its author hears of it. */
  async function call(url: string, given: Partial<WebhooksDeps> = {}, data?: Record<string, string>) {
    const told: ApiStatus[] = [];
    const deps: WebhooksDeps = {
      tell: (_, status) => {
        told.push(status);
        return Promise.resolve();
      },
      limits: { take: () => Promise.resolve() },
      clock: { now: () => Date.now() },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      privateHosts: [new URL(url).host],
      withinMs: 2000,
      ...given,
    };
    const called = await callWebhook(deps, { type: "webhook", url, data }, performing);
    const outcome = called.type === "failed" ? `${called.consequence}: ${called.reason}` : undefined;
    return { outcome, told: told.map(({ status, provider, endpoint }) => ({ status, provider, endpoint })) };
  }

  it("is signed as Standard Webhooks are, under the id of the firing, and its author hears of it", async () => {
    const received: { body: string; headers: IncomingHttpHeaders; url: string | undefined }[] = [];
    const host = await serve((req, res) => {
      let body = "";
      req.on("data", (bytes: Buffer) => (body += bytes.toString("utf8")));
      req.on("end", () => {
        received.push({ body, headers: req.headers, url: req.url });
        res.writeHead(204).end();
      });
    });
    const { outcome, told } = await call(`http://${host}/hook?token=t0p`, {}, { hello: "wörld" });
    expect(outcome).to.equal(undefined);
    expect(told).to.deep.equal([{ status: "success", provider: host, endpoint: `http://${host}/hook` }]);
    const [{ body = "", headers = {}, url = "" } = {}] = received;
    expect(url).to.equal("/hook?token=t0p");
    expect(headers["webhook-id"]).to.equal("firing-1");
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    expect(new Webhook(secret).verify(body, signed)).to.deep.equal({
      type: "schedule.fired",
      timestamp: "2026-03-01T12:00:00.000Z",
      data: { scheduleId: "s1", toolId: "poll", hello: "wörld" },
    });
    expect(() => new Webhook(webhookSecret(randomIds)).verify(body, signed)).to.throw();
    expect(() => new Webhook(secret).verify(`${body} `, signed)).to.throw();
  });

  for (const [status, outcome, told] of [
    [200, undefined, "success"],
    [302, "skip: The receiver answered 302", "error"],
    [400, "skip: The receiver answered 400", "error"],
    [404, "skip: The receiver answered 404", "error"],
    [408, "retry: The receiver answered 408", "error"],
    [410, "stop: The receiver answered 410", "error"],
    [429, "retry: The receiver answered 429", "rate_limited"],
    [500, "retry: The receiver answered 500", "error"],
    [503, "retry: The receiver answered 503", "error"],
  ] as const) {
    it(`answered ${status}: ${outcome ?? "is done"}`, async () => {
      let reached = false;
      const inner = await serve((_, res) => {
        reached = true;
        res.end();
      });
      const host = await serve((_, res) => {
        res.writeHead(status, { location: `http://${inner}/` }).end("a secret of the receiver's");
      });
      const called = await call(`http://${host}/`);
      expect([called.outcome, called.told.map(({ status }) => status)]).to.deep.equal([outcome, [told]]);
      expect(reached).to.equal(false);
    });
  }

  it("waits for no receiver that never answers, or byte by byte, and reads nothing of a large answer", async () => {
    const silent = await serve(() => undefined);
    const drip = await serve((req) => {
      const { socket } = req;
      const timer = setInterval(() => socket.write("H"), 20);
      socket.on("close", () => clearInterval(timer)).on("error", () => clearInterval(timer));
    });
    let written = 0;
    const large = await serve((_, res) => {
      res.writeHead(200);
      const more = (): void => {
        if (written >= 50_000_000 || res.destroyed) return;
        written += 1_000_000;
        res.write(Buffer.alloc(1_000_000), more);
      };
      more();
    });
    const slow = { withinMs: 300 };
    const silently = await call(`http://${silent}/`, slow);
    expect(silently.outcome).to.equal("retry: The receiver did not answer in time");
    expect(silently.told.map(({ status }) => status)).to.deep.equal(["error"]);
    expect((await call(`http://${drip}/`, slow)).outcome).to.match(/^(retry|skip): /);
    expect((await call(`http://${large}/`)).outcome).to.equal(undefined);
    expect(written).to.be.lessThan(20_000_000);
    expect((await call("http://127.0.0.1:9/")).outcome).to.equal("retry: The receiver could not be reached");
  });

  it("goes to public addresses alone: nobody is connected to, whatever the spelling or the DNS says", async () => {
    for (const host of [
      "127.0.0.1",
      "2130706433",
      "0x7f.1",
      "127.1",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "localhost.",
      "169.254.169.254",
    ]) {
      const { outcome, told } = await call(`https://${host}/`, { privateHosts: [] });
      expect([outcome, told], host).to.deep.equal(["stop: The receiver's address is not a public one", []]);
    }
    const rebound = { privateHosts: [], resolve: () => Promise.resolve(["10.0.0.1"]) };
    const { outcome, told } = await call("https://rebound.example/?key=1", rebound);
    expect(outcome).to.equal("skip: The receiver's address is not a public one");
    expect(told).to.deep.equal([
      { status: "error", provider: "rebound.example", endpoint: "https://rebound.example/" },
    ]);
  });

  it("counts although its author cannot be told of it", async () => {
    const host = await serve((_, res) => void res.end());
    const broken = { tell: () => Promise.reject(new Error("down")) };
    expect((await call(`http://${host}/`, broken)).outcome).to.equal(undefined);
  });
});
