import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join as pathOf } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { z } from "zod";
import type { Profile } from "../../../functions/test/support/browser/profile.js";
import { callerOf } from "../../../functions/test/support/caller.js";
import { type ServerProcess, startServer } from "../../../functions/test/support/serverProcess.js";
import { signIn } from "../../../functions/test/support/users.js";
import { startAppCheck } from "../../../scripts/appCheck/app-check-server.mjs";
import { appCheckPort, at, root, streamsPort, tool } from "../../../scripts/project.mjs";
import { address, aVisitor, makeSpace, saidTo, say, type Visitor } from "./visitor.js";

const enforced = { APP_CHECK: "enforce", APP_CHECK_LIMITED_USE: "1" };

/** The app as `APP_CHECK=enforce npm start` builds it, beside the build that all other tests use. */
async function buildWithAppCheck(folder: string): Promise<void> {
  const args = [tool("vite/bin/vite.js"), "build", "--outDir", folder, "--logLevel", "warn"];
  const env = { ...process.env, ...enforced };
  await promisify(execFile)(process.execPath, args, { cwd: pathOf(root, "web"), env });
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** That build on a port of its own, with the policy that Hosting gives it: what stands nowhere may not ask loopback. */
async function serveBuild(folder: string) {
  const { headers } = await fetch(address("/"));
  // The browser takes for the page's own what it really comes from, and that is another port.
  const policy =
    headers.get("Content-Security-Policy")?.replaceAll("'self'", new URL(address("/")).origin) ?? "";
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = pathOf(folder, pathname);
    const path = types[extname(pathname)] && existsSync(file) ? file : pathOf(folder, "index.html");
    response.writeHead(200, { "Content-Type": types[extname(path)], "Content-Security-Policy": policy });
    response.end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return { url: at(port), close: () => server.close() };
}

/** Pages from there, and the API from a server that asks for tokens. */
const served =
  (pages: string, api: string) =>
  async ({ context }: Profile): Promise<void> => {
    // Its worker would fetch files past what stands here.
    await context.addInitScript("delete Navigator.prototype.serviceWorker");
    await context.route(`${address("/")}**`, async (route) => {
      const { pathname, search } = new URL(route.request().url());
      await route.continue({ url: `${pathname.startsWith("/api/") ? api : pages}${pathname}${search}` });
    });
  };

describe("The web app where App Check is enforced", function () {
  this.timeout(400_000);
  const folder = mkdtempSync(pathOf(tmpdir(), "firecast-web-"));
  const servers: ServerProcess[] = [];
  let api = "";
  let standIn: Awaited<ReturnType<typeof startAppCheck>> | undefined;
  let pages: Awaited<ReturnType<typeof serveBuild>> | undefined;
  let alice: Visitor;

  before(async () => {
    standIn = await startAppCheck({ port: appCheckPort });
    await buildWithAppCheck(folder);
    for (const [target, port] of [
      ["api", undefined],
      ["streams", streamsPort],
    ] as const)
      servers.push(await startServer(enforced, port, target));
    api = servers[0]?.baseUrl ?? "";
    pages = await serveBuild(folder);
    alice = await aVisitor("Alice", { prepare: served(pages.url, api) });
  });

  after(async () => {
    await alice?.close();
    await Promise.all(servers.map((server) => server.stop("SIGTERM")));
    await standIn?.stop();
    pages?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("brings its token along: what is asked without one is refused", async () => {
    const user = await signIn(alice.email);
    expect((await callerOf(api, user).get("/api/spaces")).body).to.deep.include({
      status: 401,
      type: "urn:firecast:problem:unknown-app",
    });
    await makeSpace(alice, "Vault");
    await alice.page.locator('.connection[data-state="open"]').waitFor();
    await say(alice, "Nobody else comes in");
    await alice.page.locator(".message:not(.pending)", { hasText: "Nobody else comes in" }).waitFor();
    expect(await saidTo(alice, "Nobody else comes in").count()).to.equal(1);
  });

  it("brings a new one where a token counts once", async () => {
    await alice.page.getByRole("button", { name: "Live" }).click();
    await alice.page.getByRole("button", { name: "Begin" }).click();
    await alice.page.locator('[data-count="seen"] dd', { hasText: /^[3-9]/ }).waitFor();
    expect(alice.problems).to.deep.equal([]);
  });
});
