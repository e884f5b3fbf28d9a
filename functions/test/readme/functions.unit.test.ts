import { expect } from "chai";
import * as ownFunctions from "../../src/app/functions.js";
import { deployed } from "../support/deployed.js";
import { namesIn, rowsOf } from "./pages.js";

/** `…Written` stands for every function whose name ends so and that has no row of its own. */
const matches = (pattern: string, name: string): boolean =>
  pattern.startsWith("…") ? name.endsWith(pattern.slice(1)) : pattern === name;

const memoryOf = (megabytes: number): string =>
  megabytes % 1024 === 0 ? `${megabytes / 1024} GiB` : `${megabytes} MiB`;

/** Without those of `app/`: what a team adds is its own. */
const broughtAlong = <Endpoint>(endpoints: Readonly<Record<string, Endpoint>>): Record<string, Endpoint> =>
  Object.fromEntries(Object.entries(endpoints).filter(([name]) => !(name in ownFunctions)));

describe("docs/operations.md: the table of functions", function () {
  this.timeout(30_000);

  it("has timeout, concurrency and memory of each function as it is deployed, and no other function", () => {
    const rows = rowsOf("docs/operations.md", "function").map(([names = "", ...limits]) => ({
      patterns: namesIn(names),
      limits,
    }));
    const written = new Map<string, string[]>();
    const endpoints = broughtAlong(deployed());
    for (const name of Object.keys(endpoints)) {
      const row =
        rows.find(({ patterns }) => patterns.includes(name)) ??
        rows.find(({ patterns }) => patterns.some((pattern) => matches(pattern, name)));
      written.set(name, row?.limits.slice(0, 3) ?? ["no row"]);
    }
    const real = Object.entries(endpoints).map(
      ([name, { timeoutSeconds, concurrency, availableMemoryMb }]): [string, string[]] => [
        name,
        [`${timeoutSeconds} s`, `${concurrency}`, memoryOf(availableMemoryMb)],
      ],
    );
    expect(Object.fromEntries(written)).to.deep.equal(Object.fromEntries(real));

    const patterns = rows.flatMap((row) => row.patterns);
    const names = Object.keys(endpoints);
    expect(patterns.filter((pattern) => !names.some((name) => matches(pattern, name)))).to.deep.equal([]);
  });
});
