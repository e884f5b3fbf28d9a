import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { streamsPort } from "../../../scripts/project.mjs";
import { database, forgetChannel } from "../support/database.js";
import { addDemo, removeDemo } from "../support/demo.js";
import { eventually } from "../support/eventually.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { auth } from "../support/users.js";
import { blocksOf } from "./pages.js";

/** The blocks of a page that call curl, as printed. */
export const curlBlocks = (page: string): string[] =>
  blocksOf(page).flatMap(({ info, text }) => (info === "sh" && text.includes("curl") ? text : []));

/** Those of README that other pages begin with. */
export const [signIn = "", listen = ""] = curlBlocks("README.md");

export const shell = async (script: string): Promise<string> =>
  (await promisify(execFile)("sh", ["-c", script], { timeout: 30_000 })).stdout;

/** Where the pages find the API. */
export const api = "http://127.0.0.1:5001/demo-firecast/us-central1/api";

/** Signs in as the page says, as another user too. */
export const tokenOf = async (user: string): Promise<string> =>
  (await shell(`${signIn.replace("alice@", `${user}@`)}echo "$TOKEN"`)).trim();

export const operatorToken = (): Promise<string> => tokenOf("operator");

const demoClaims = {
  alice: { organizationId: "northside", role: "manager" },
  bob: { organizationId: "northside", role: "member" },
  operator: { operator: true },
};

/** What a terminal shows that runs the script, until it is closed. */
export function terminal(script: string) {
  // A group of its own: the shell's curl ends with it.
  const child = spawn("sh", ["-c", script], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  let shown = "";
  child.stdout.on("data", (bytes: Buffer) => (shown += bytes.toString("utf8")));
  return {
    until: (text: string) =>
      eventually(
        () => shown,
        (all) => all.includes(text),
      ),
    close: () => void process.kill(-(child.pid ?? 0), "SIGKILL"),
  };
}

/** The demo's data, and streams at the port that the pages name, for all tests of a suite. Returns what signs a script in as alice. */
export function theDemo(): (script: string) => string {
  let server: ServerProcess;
  let alice = "";
  before(async () => {
    // What other suites ran at times of their own would be newer than all that runs now.
    await database().recursiveDelete(database().collection("jobRuns"));
    await addDemo();
    // At once: a stream ends when its user's claims change.
    for (const [uid, claims] of Object.entries(demoClaims)) await auth().setCustomUserClaims(uid, claims);
    server = await startServer({}, streamsPort);
    alice = await tokenOf("alice");
  });
  after(async () => {
    await server.stop();
    await database().recursiveDelete(database().collection("spaces/lobby/automations"));
    await database().recursiveDelete(database().collection("spaces/lobby/automationIndex"));
    await removeDemo();
    for (const left of ["schedules", "scheduleLists"])
      await database().recursiveDelete(database().collection(left));
    for (const channel of [
      "spaces/lobby",
      "spaces/lobby/chat",
      "users/bob/notifications",
      "horses",
      "tools/poll/state",
    ])
      await forgetChannel(channel);
  });
  return (script) => `TOKEN='${alice}'\n${script}`;
}
