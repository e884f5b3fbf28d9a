import { expect } from "chai";
import { callablesPort } from "../../../scripts/project.mjs";
import { send } from "../support/api.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { blocksOf } from "./pages.js";
import { program } from "./program.js";
import { rawAnswer, rawStream } from "./rawCall.js";
import { tokenOf } from "./terminal.js";

const linesOf = (page: string): string[] =>
  blocksOf(page).flatMap(({ info, text }) => (info === "js" ? text : []));
const page = "docs/callables.md";
const [tenLines = "", ...others] = linesOf("README.md");
const [setUp = "", short = "", ...more] = linesOf(page);
/** Examples in other languages, each with the two requests that it sends; then the two answers. */
const blocks = blocksOf(page);
const languages = ["swift", "kotlin", "dart"];
const texts = (info: string): string[] => blocks.flatMap((block) => (block.info === info ? block.text : []));
const wire = texts("http");
const [answered = "", streamed = ""] = wire.slice(-2);

/** What the page says of bytes, where `…` is what differs from time to time. */
function form(text: string): RegExp {
  const escaped = text.trimEnd().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("…", ".*?")}`);
}

/** The test of what is said of callables, over the demo. */
export function callableLines(): void {
  const serve = (): Promise<ServerProcess> => startServer({}, callablesPort, "callables");
  let server: ServerProcess;
  before(async () => void (server = await serve()));
  after(() => server.stop("SIGKILL"));

  it("of README: ten lines of Firebase's web SDK post and follow, and lose nothing when the server is killed", async () => {
    expect([...others, ...more]).to.deep.equal([]);
    expect(tenLines.trim().split("\n")).to.have.length(11);
    const token = await tokenOf("alice");
    const say = async (text: string) => {
      const answer = await send(server.baseUrl, "POST", "/spaces/lobby/chat", { token, body: { text } });
      expect(answer.status, answer.text).to.equal(201);
    };
    const shown = await program(setUp + tenLines);
    try {
      await shown.until(" Ten lines\n");
      await say("one");
      await shown.until(" one\n");
      await server.stop("SIGKILL");
      server = await serve();
      for (const text of ["two", "three"]) await say(text);
      const said = [...(await shown.until(" three\n")).matchAll(/^(\d+) (.+)$/gm)];
      expect(said.map(([, , text]) => text)).to.deep.equal(["Ten lines", "one", "two", "three"]);
      const start = Number(said[0]?.[1]);
      expect(said.map(([, seq]) => Number(seq) - start)).to.deep.equal([0, 1, 2, 3]);
    } finally {
      shown.close();
    }
  });

  it("of docs/callables.md: a stream until it is over", async () => {
    const shown = await program(setUp + short);
    try {
      await shown.until("Hello\n");
    } finally {
      shown.close();
    }
  });

  languages.forEach((language, index) => {
    it(`of docs/callables.md: what the lines in ${language} send and are answered, byte for byte`, async () => {
      const [example = "", ...more] = texts(language);
      expect(more).to.deep.equal([]);
      expect(example.trim().split("\n").length).to.be.at.most(16);
      const [call = "", subscribe = ""] = wire.slice(index * 2, index * 2 + 2);
      const token = await tokenOf("alice");
      expect(await rawAnswer(server, call, token)).to.match(form(answered));
      expect(await rawStream(server, subscribe, token)).to.match(form(streamed));
    });
  });

  it("of docs/callables.md: examples and answers, and nothing else", () => {
    expect(wire).to.have.length(languages.length * 2 + 2);
  });
}
