import { expect } from "chai";
import { socketsPort } from "../../../scripts/project.mjs";
import { Message } from "@firecast/contract/space/chat";
import { startServer } from "../support/serverProcess.js";
import { blocksOf } from "./pages.js";
import { program } from "./program.js";
import { curlBlocks, shell } from "./terminal.js";

const [plain = "", stock = "", ...others] = blocksOf("docs/sockets.md").flatMap(({ info, text }) =>
  info === "js" ? text : [],
);
const [, , post = ""] = curlBlocks("README.md");

const given = "const idToken = process.env.TOKEN; const user = { getIdToken: async () => idToken };\n";

/** The test of the page about sockets. `asAlice` signs a script in. */
export function socketLines(asAlice: (script: string) => string): void {
  it("of docs/sockets.md: a plain socket, and a stock Socket.IO client that loses nothing when the server is killed", async () => {
    expect(others).to.deep.equal([]);
    const say = async (text: string) => {
      const script = post.replace("Key: first", `Key: socket-${text}`).replace("Hello, @bob", text);
      return Message.parse(JSON.parse(await shell(asAlice(script)))).text;
    };
    const first = await startServer({}, socketsPort, "sockets");
    const [browser, client] = await Promise.all([program(given + plain), program(given + stock)]);
    try {
      await Promise.all([browser.until("type: 'answer'"), client.until("ok: true")]);
      await say("one");
      await Promise.all([browser.until("text: 'one'"), client.until(" one\n")]);
      browser.close();
      await first.stop("SIGKILL");
      for (const text of ["two", "three"]) await say(text);
      const second = await startServer({}, socketsPort, "sockets");
      try {
        await client.until(" three\n");
        await say("four");
        const shown = await client.until(" four\n");
        const said = [...shown.matchAll(/^(\d+) alice (.+)$/gm)];
        expect(said.map(([, , text]) => text)).to.deep.equal(["one", "two", "three", "four"]);
        const start = Number(said[0]?.[1]);
        expect(said.map(([, seq]) => Number(seq) - start)).to.deep.equal([0, 1, 2, 3]);
        expect(shown.match(/ok: true|read again|no more/g), "it recovers by itself").to.deep.equal([
          "ok: true",
        ]);
      } finally {
        await second.stop("SIGKILL");
      }
    } finally {
      browser.close();
      client.close();
      await first.stop("SIGKILL");
    }
  });
}
