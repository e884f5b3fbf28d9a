import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { durableStreamsPort } from "../../../scripts/project.mjs";
import { blocksOf, root, textOf } from "./pages.js";

const page = "docs/durable-streams.md";
const [published = ""] = blocksOf(page).flatMap(({ text }) => (text.includes("npx ") ? [text] : []));

/** The test of what the page says of the published suite's own command, over the demo: with some of its tests. */
export function conformanceLines(): void {
  it("of docs/durable-streams.md: the published suite's command, through the proxy that adds an identity", async () => {
    expect(textOf(page)).to.include("`npm run proxy:ds`");
    const proxy = spawn(process.execPath, ["scripts/durableStreams/proxy.mjs"], { cwd: root });
    try {
      const [said] = (await once(proxy.stdout, "data")) as [Buffer];
      expect(said.toString()).to.include(`http://127.0.0.1:${durableStreamsPort}`);
      const shown = await inShell(published, { ...process.env, DS_TESTS: "Basic Stream Operations" });
      expect(shown).to.match(/Tests .*\b[1-9]\d* passed/);
      expect(shown).not.to.include("failed");
    } finally {
      proxy.kill();
      await once(proxy, "exit");
    }
  });
}

/** What a shell shows that runs the lines where the repository is. */
async function inShell(lines: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn("sh", ["-c", lines], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let shown = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => (shown += bytes.toString("utf8")));
  await once(child, "close");
  return shown.replaceAll(/\u001b\[\d*m/g, "");
}
