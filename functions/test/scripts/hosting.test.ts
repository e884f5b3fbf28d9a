import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { at, functionUrl, host, hostingPort, root } from "../../../scripts/project.mjs";
import { send } from "../support/api.js";

const FirebaseJson = z.object({
  hosting: z.object({
    headers: z.array(
      z.object({ source: z.string(), headers: z.array(z.object({ key: z.string(), value: z.string() })) }),
    ),
  }),
});

const site = at(hostingPort);
const get = (path: string) => send(site, "GET", path);

describe("Hosting", function () {
  this.timeout(60_000);

  describe("F12: a target that ends the emulator", () => {
    const targets = [
      "//..%2fx",
      "//",
      "//[",
      "/\\..%2fx",
      "/%5c%5c[",
      "http://a:99999/",
      "http://[/",
      "//x:y",
    ];
    for (const target of targets) {
      it(`${target} is answered 400, and the next request is served`, async () => {
        expect(await statusOf(`GET ${target} HTTP/1.1\r\nHost: ${host}:${hostingPort}\r\n\r\n`)).to.equal(
          "400",
        );
        expect((await get("/")).status).to.equal(200);
      });
    }
    for (const named of ["", "[", "a b", "a:99999"]) {
      it(`so is the host "${named}"`, async () => {
        expect(await statusOf(`GET / HTTP/1.1\r\nHost: ${named}\r\n\r\n`)).to.equal("400");
        expect((await get("/api/realtime/health")).status).to.equal(200);
      });
    }
  });

  it("F1: a body of 3 MB is refused with 413, and the emulators stay", async () => {
    const { origin, pathname } = new URL(functionUrl("api"));
    for (const [base, prefix] of [[site, ""] as const, [origin, pathname] as const]) {
      const refused = await send(base, "POST", `${prefix}/api/session`, { raw: Buffer.alloc(3_000_000, 32) });
      expect(refused.status).to.equal(413);
      expect((await send(base, "GET", `${prefix}/api/realtime/health`)).status).to.equal(200);
    }
  });

  describe("the app", () => {
    it("is one page, whatever the path, which nobody keeps", async () => {
      for (const path of ["/", "/index.html", "/spaces/lobby/chat", "/no.such.page"]) {
        const { status, headers, text } = await get(path);
        expect([path, status]).to.deep.equal([path, 200]);
        expect(headers["cache-control"]).to.equal("no-cache, no-store");
        expect(text).to.include(`<div id="app">`);
      }
    });

    it("has files whose names change with what is in them: they are kept for good, and one that is gone is 404", async () => {
      const { text } = await get("/");
      const [, script = "/"] = /<script type="module"[^>]* src="([^"]+)"/.exec(text) ?? [];
      expect((await get(script)).headers["cache-control"]).to.equal("public, max-age=31536000, immutable");
      expect((await get("/assets/gone-12345678.js")).status).to.equal(404);
    });

    it("has a manifest, and a service worker that is asked for anew each time", async () => {
      expect((await get("/app.webmanifest")).headers["content-type"]).to.match(/json/);
      expect((await get("/sw.js")).headers).to.include({ "cache-control": "no-cache, no-store" });
    });
  });

  describe("F12: security headers", () => {
    const deployed = FirebaseJson.parse(JSON.parse(readFileSync(join(root, "firebase.json"), "utf8"))).hosting
      .headers;
    const named = (name: string): string | undefined =>
      deployed[0]?.headers.find(({ key }) => key === name)?.value;

    it("deployed, a page runs its own scripts and connects to the functions, Google's sign-in and FCM", () => {
      expect(directivesOf(named("Content-Security-Policy"))).to.deep.equal({
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "connect-src": [
          "'self'",
          "https://*.cloudfunctions.net",
          "wss://*.cloudfunctions.net",
          "https://*.run.app",
          "wss://*.run.app",
          "https://identitytoolkit.googleapis.com",
          "https://securetoken.googleapis.com",
          "https://firebaseinstallations.googleapis.com",
          "https://fcmregistrations.googleapis.com",
        ],
      });
      expect(named("Strict-Transport-Security")).to.equal("max-age=31536000");
    });

    for (const path of ["/", "/icon.svg", "/not/there"]) {
      it(`${path} has them on a laptop, where a page also connects to loopback and nothing asks for HTTPS`, async () => {
        const { headers } = await get(path);
        const { "connect-src": mayConnect = [], ...rest } = directivesOf(headers["content-security-policy"]);
        const { "connect-src": deployedConnect = [], ...deployedRest } = directivesOf(
          named("Content-Security-Policy"),
        );
        expect([rest, mayConnect]).to.deep.equal([
          deployedRest,
          [
            ...deployedConnect,
            "http://localhost:*",
            "http://127.0.0.1:*",
            "ws://localhost:*",
            "ws://127.0.0.1:*",
          ],
        ]);
        expect(headers).to.include({
          "x-content-type-options": "nosniff",
          "referrer-policy": named("Referrer-Policy"),
          "permissions-policy": named("Permissions-Policy"),
          "x-frame-options": "DENY",
        });
        expect(headers).not.to.have.property("strict-transport-security");
      });
    }

    it("leave what the API answers to the API", async () => {
      const { headers } = await get("/api/realtime/health");
      expect(headers["content-security-policy"] ?? "").not.to.include("connect-src");
      expect(headers).not.to.have.property("permissions-policy");
    });

    it("let the page of the site work: it has nothing inline and nothing from elsewhere", async () => {
      const { text } = await get("/");
      expect(text).not.to.match(
        /<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|(?:src|href)="(?:\w+:)?\/\//,
      );
      const [, styles = "/"] = /<link rel="stylesheet"[^>]* href="([^"]+)"/.exec(text) ?? [];
      expect((await get(styles)).headers["content-type"]).to.match(/^text\/css/);
    });
  });
});

const directivesOf = (policy: unknown = ""): Record<string, string[]> =>
  Object.fromEntries(
    String(policy)
      .split(";")
      .map((directive) => directive.trim().split(" "))
      .map(([name = "", ...sources]) => [name, sources]),
  );

/** The status of the answer to these bytes. */
function statusOf(bytes: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(hostingPort, host, () => socket.write(bytes));
    socket.once("data", (start) => {
      socket.destroy();
      resolve(/^HTTP\/1\.1 (\d+)/.exec(String(start))?.[1]);
    });
    socket.once("error", reject);
    socket.once("close", () => resolve(undefined));
  });
}
