import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { z } from "zod";

const Report = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** Its limit of 5 s a test is for a quiet machine, which `npm run conformance:ds` is for. */
const patient = [
  "--testTimeout=120000",
  "--hookTimeout=120000",
  "--sequence.concurrent",
  "--maxConcurrency=3",
];

describe("The published suite of Durable Streams", function () {
  this.timeout(900_000);

  it("passes over two instances that are asked in turn", async () => {
    const folder = await mkdtemp(join(tmpdir(), "durable-streams-report-"));
    const file = join(folder, "report.json");
    const output = await run(["--reporter=json", `--outputFile=${file}`, ...patient]);
    const { numPassedTests, testResults } = Report.parse(
      JSON.parse(await readFile(file, "utf8").catch(() => "{}")),
      { error: () => `The suite did not run:\n${output}` },
    );
    await rm(folder, { recursive: true });
    const failed = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages?.[0] ?? ""}`);
    expect(failed, failed.join("\n")).to.deep.equal([]);
    expect(numPassedTests).to.be.at.least(332);
  });
});

/** In a project of its own: it makes thousands of streams, and each query of the emulator looks at all documents. */
async function run(args: readonly string[]): Promise<string> {
  const program = fileURLToPath(new URL("conformance.ts", import.meta.url));
  const own = "demo-firecast-streams";
  const child = spawn(process.execPath, ["--conditions=firecast", "--import", "tsx", program, ...args], {
    env: { ...process.env, GCLOUD_PROJECT: own, FIREBASE_CONFIG: JSON.stringify({ projectId: own }) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.once("exit", resolve));
  return output;
}
