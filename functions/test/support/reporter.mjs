import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Mocha from "mocha";

/** Mocha's own report, and the counts in the file that `TEST_COUNTS` names, for the last line of `npm test`. */
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.TEST_COUNTS;
    if (file) runner.once("end", () => write(file, this.stats));
  }
}

function write(file, { passes, failures }) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ passed: passes, failed: failures }));
}
