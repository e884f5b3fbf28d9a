import { expect } from "chai";
import { JobName } from "@firecast/contract/jobs";
import { schedules, signOfLifeMs } from "../../src/jobs/schedules.js";
import { days, minutes } from "../../src/platform/clock.js";
import { proseOf, textOf } from "./pages.js";

/** Works that ask Firestore, where a job has more than one. */
const queriesOf = (job: JobName): number => (job === "tool-lifecycle" ? 4 : 1);

describe("docs/jobs.md", () => {
  const month = days(30);
  const slots = JobName.options.map((job) => ({ job, count: month / schedules[job].everyMs }));
  const figure = (count: number): string => count.toLocaleString("en");

  it("says how often each job runs", () => {
    for (const job of JobName.options) {
      const every = `${schedules[job].everyMs / minutes(1)} min`;
      expect(textOf("docs/jobs.md")).to.match(new RegExp(`\\| \`${job}\` +\\| ${every} +\\|`));
    }
  });

  it("computes what an idle deployment costs", () => {
    const all = slots.reduce((sum, { count }) => sum + count, 0);
    const reads = slots.reduce((sum, { job, count }) => sum + count * (1 + queriesOf(job)), 0);
    const signs = (JobName.options.length * month) / signOfLifeMs;
    const text = proseOf("docs/jobs.md");
    expect(text).to.include(`${figure(all)} slots`);
    expect(text).to.include(`${figure(reads)} reads`);
    expect(text).to.include(`the ${figure(signs)} runs as a sign of life`);
  });
});
