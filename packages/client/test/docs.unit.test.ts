import { readdirSync, readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { createTestRealtime, testToken } from "../src/testing.js";
import { channelAliases } from "../src/types/aliases.js";
import type { RealtimeOptions } from "../src/types/options.js";

const root = new URL("../../../", import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), "utf8");
const page = textOf("docs/client.md");
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``, "g"))].map(([, block = ""]) => block);

/** Runs the lines of a block against a backend in memory, with what the page has named before; what they print. */
async function run(block: string): Promise<string[]> {
  const printed: string[] = [];
  const test = createTestRealtime();
  const { server, clock, another } = test;
  const modules = {
    "@firecast/client": {
      createRealtime: (options: RealtimeOptions) => another({ ...options, tabs: false }),
    },
    "@firecast/client/testing": { createTestRealtime: () => test },
  };
  const body = block.replace(/^import (\{.*?\}) from (".*?");$/gm, "const $1 = modules[$2];");
  const address = "http://test.invalid";
  const ended = runInNewContext(`(async () => {${body}})()`, {
    modules,
    console: { log: (...words: unknown[]) => printed.push(words.map(String).join(" ")) },
    ...{ url: address, streamUrl: address, socketUrl: address },
    token: testToken("alice", clock.now() + 3_600_000),
  }) as Promise<void>;
  let isOver = false;
  void ended.catch(() => undefined).then(() => (isOver = true));
  for (let step = 0; step < 20 && !isOver; step++) await clock.pass(10);
  await ended;
  server.publish("global", "system:maintenance");
  server.publish("users/alice", "user:signal:sent");
  await clock.pass(100);
  return printed;
}

describe("the page about the client", () => {
  const [first = "", sockets = "", tests = ""] = blocks("js");

  it("has lines that listen and send", async () => {
    const printed = await run(first);
    expect(printed).to.include("open");
    expect(printed.join("\n")).to.match(/system:maintenance[^]*user:signal:sent/);
  });

  it("has lines that do so by a socket", async () => {
    expect(await run(sockets)).to.deep.equal(["1 user:signal:sent"]);
  });

  it("has lines that test an app", async () => {
    expect(await run(tests)).to.deep.equal(["1", "2"]);
    expect(blocks("js")).to.have.length(3);
  });

  it("declares channels as an example does, which is compiled", () => {
    const folder = new URL("examples/", root);
    const examples = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));
    for (const block of blocks("ts"))
      expect(examples.some((example) => example.includes(block))).to.equal(true);
  });

  it("lists the names of other systems", () => {
    const [, table = ""] = /## Channels\n([^]*?)\n## /.exec(page) ?? [];
    const rows = [...table.matchAll(/^\| `(.+?)` +\| `(.+?)` +\|$/gm)].map(([, name, channel]) => [
      name,
      channel,
    ]);
    expect(rows).to.deep.equal(Object.entries(channelAliases));
  });
});
