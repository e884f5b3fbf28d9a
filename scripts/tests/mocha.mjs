import { existsSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { functionsDir, functionsTool, inProject, quietProjectId, scratchDir } from "../project.mjs";
import { run } from "../run.mjs";
import { findBrowser } from "../setup/browser.mjs";
import { bundleTests } from "./bundle.mjs";
import { testFiles } from "./test-files.mjs";

/** Files of pure rules know nothing of each other. One process more than there are cores: now and then a test waits. */
const onAllCores = ["--parallel", "--jobs", String(Math.max(2, availableParallelism()) + 1)];

const isPath = (arg) => /\/|\.ts$/.test(arg) && !arg.startsWith("-");

/** Runs the tests of pure rules that `args` name: files, folders, mocha's own options; without a name, all. */
export function runUnitTests(args, env) {
  const { files, options } = parse(args);
  return runUnits(files, { env, options });
}

/** Runs the tests that `args` name, without a name all. Returns how many passed and failed, and what failed. */
export async function runEveryTest(args, given) {
  const { files, options, areChosen } = parse(args);
  const needsBrowser = areChosen && files.some(({ kind }) => kind === "browser");
  const env = { ...given, ...(needsBrowser && (await findBrowser())) };
  const units = await runUnits(files, { env, options });
  const lane = (isDeployed) => ({
    files: files.filter((file) => file.kind !== "unit" && file.isDeployed === isDeployed),
    options,
    env: isDeployed ? env : inProject(quietProjectId, env),
  });
  const [deployed, quiet] = [lane(true), lane(false)];
  if (areChosen) return sumOf([units, await runChosen(deployed), await runChosen(quiet)]);
  const silently = runLane({ ...quiet, quiet: true });
  const ran = [units, await runLane(deployed), await silently];
  return sumOf(ran);
}

/** Those that search long go first, so that no core has one left when the others are done. */
async function runUnits(files, { env, options }) {
  const units = onlyOf(files, "unit");
  if (units.length === 0) return nothingRan;
  const sorted = [...units.filter(takesLong), ...units.filter((file) => !takesLong(file))];
  const bundled = await bundleTests(sorted);
  return runMocha(bundled, { env, options: [...onAllCores, ...options], loaded: ["--enable-source-maps"] });
}

const takesLong = (file) => readFileSync(file, "utf8").includes("this.timeout(");

const runChosen = ({ files, ...how }) => runMocha(pathsOf(files), how);

/** The large ones begin with an empty database. */
async function runLane({ files, ...how }) {
  const waiting = runMocha(onlyOf(files, "waiting"), { ...how, quiet: true });
  const usual = await runMocha(onlyOf(files, "usual"), how);
  const waited = await waiting;
  await forgetDocuments(how.env);
  return sumOf([usual, waited, await runMocha(onlyOf(files, "large"), how)]);
}

const sumOf = (ran) => ({
  passed: ran.reduce((sum, { passed }) => sum + passed, 0),
  failed: ran.reduce((sum, { failed }) => sum + failed, 0),
  failures: ran.flatMap(({ failures }) => failures),
});

const pathsOf = (files) => files.map(({ path }) => path);
const onlyOf = (files, kind) => pathsOf(files.filter((file) => file.kind === kind));

function parse(args) {
  const paths = args.filter(isPath);
  const options = args.filter((arg) => !isPath(arg));
  return { files: testFiles(paths), options, areChosen: paths.length > 0 };
}

/** The Firestore emulator looks at all documents of a project at every query: those of other tests cost minutes. */
async function forgetDocuments({ FIRESTORE_EMULATOR_HOST: host, GCLOUD_PROJECT: project }) {
  const documents = `http://${host}/emulator/v1/projects/${project}/databases/(default)/documents`;
  await fetch(documents, { method: "DELETE" });
}

let runs = 0;

/** As sources. */
const byTsx = ["--conditions=firecast", "--import", "tsx"];

const nothingRan = { passed: 0, failed: 0, failures: [] };

/** Files run in their order. What is `quiet` shows its output when it has ended. */
async function runMocha(files, { env, options, loaded = byTsx, quiet = false }) {
  if (files.length === 0) return nothingRan;
  const countsFile = join(scratchDir, `test-counts-${++runs}.json`);
  rmSync(countsFile, { force: true });
  const testEnv = { ...env, TEST_COUNTS: countsFile };
  const mocha = functionsTool("mocha/bin/mocha.js");
  const { code, output } = await run("node", [...loaded, mocha, ...options, ...files], {
    cwd: functionsDir,
    env: testEnv,
    quiet,
  });
  if (quiet) console.log(output);
  const { passed, failed, failures } = readCounts(countsFile);
  if (code === 0 || failed > 0) return { passed, failed, failures };
  return { passed, failed: 1, failures: [{ title: "Mocha", error: `ended with ${code}.` }] };
}

/** Written by the reporter at the end of a run; a run that broke off has none. */
function readCounts(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : nothingRan;
}
