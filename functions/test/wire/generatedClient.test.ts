import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { z } from "zod";
import { blocksOf, root } from "../readme/pages.js";
import { anInstance } from "../support/testInstance.js";
import { aUser } from "../support/users.js";

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
};

/** What a careless caller writes: the compiler says so where it says `wrong`. */
const careless = `
import createClient from "openapi-fetch";
import type { paths } from "./firecast.js";
const api = createClient<paths>({ baseUrl: "" });
const params = { path: { spaceId: "lobby" } };
void api.POST("/api/spaces/{spaceId}/chat", { params, body: { text: 5 } }); // wrong
void api.POST("/api/spaces/{spaceId}/chat", { params, body: {} }); // wrong
void api.GET("/api/spaces/{spaceId}/chat"); // wrong
void api.GET("/api/nowhere"); // wrong
void api.GET("/api/profile").then(({ data }) => data?.shoeSize); // wrong
void api.GET("/api/profile").then(({ error }) => error?.type === "urn:firecast:problem:none"); // wrong
`;

describe("a client that is generated from the API document", function () {
  this.timeout(120_000);
  const server = anInstance();
  let folder: string;
  const fileOf = (name: string): string => join(folder, name);

  before(async () => {
    mkdirSync(join(root, ".emulators"), { recursive: true });
    folder = mkdtempSync(join(root, ".emulators", "generated-"));
    const answer = await fetch(`${server().url}/api/openapi.json`);
    writeFileSync(fileOf("firecast.d.ts"), astToString(await openapiTS(await answer.text())));
    const [example] = blocksOf("docs/api.md").filter(({ info }) => info === "ts");
    writeFileSync(fileOf("chat.mts"), example?.text ?? "");
    writeFileSync(fileOf("careless.mts"), careless);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("compiles where it is used as docs/api.md does, and not where it is used wrongly", () => {
    const program = ts.createProgram([fileOf("chat.mts"), fileOf("careless.mts")], options);
    const found = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => ({
      file: file?.fileName.split("/").at(-1),
      line: file ? file.getLineAndCharacterOfPosition(start).line : 0,
      text: ts.flattenDiagnosticMessageText(messageText, "\n").slice(0, 200),
    }));
    expect(found.filter(({ file }) => file !== "careless.mts")).to.deep.equal([]);
    const wrong = careless.split("\n").flatMap((line, index) => (line.endsWith("// wrong") ? index : []));
    expect([...new Set(found.map(({ line }) => line))]).to.deep.equal(wrong);
  });

  it("passes the chat's journey of docs/api.md", async () => {
    const user = await aUser();
    const { outputText } = ts.transpileModule(ts.sys.readFile(fileOf("chat.mts")) ?? "", {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    writeFileSync(fileOf("chat.mjs"), outputText);
    const Journey = z.object({
      chat: z.custom<(baseUrl: string, token: string) => Promise<string[]>>(
        (value) => typeof value === "function",
      ),
    });
    const { chat } = Journey.parse({ ...(await import(pathToFileURL(fileOf("chat.mjs")).href)) });
    expect(await chat(server().url, user.idToken)).to.deep.equal(["Is tea ready?", "It is"]);
  });
});
