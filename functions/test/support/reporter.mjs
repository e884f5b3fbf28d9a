import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Mocha from "mocha";

/** Mocha's own report, and in the file that `TEST_COUNTS` names the counts and failures for the end of `npm test`. */
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.TEST_COUNTS;
    if (file) runner.once("end", () => write(file, this.stats, this.failures));
  }
}

function write(file, { passes, failures }, failed) {
  const told = failed.map((test) => ({ title: test.fullTitle(), error: test.err.stack ?? test.err.message }));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, failures: told }));
}
