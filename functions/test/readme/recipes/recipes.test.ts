import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { z } from "zod";
import { type Facts, built } from "./built.js";
import { recipesOf } from "./recipe.js";

const page = "docs/recipes.md";
const checker = fileURLToPath(new URL("typeErrors.ts", import.meta.url));
const TypeErrors = z.record(z.string(), z.array(z.string()));

/** What each recipe adds to the backend. */
const adds: Record<string, Partial<Facts>> = {
  "A channel kind": { channels: ["organizations/{organizationId}/weather"] },
  "An event from a function of your own": { followed: ["feedings/{feedingId}"] },
  "A route": { routes: ["/api/dice"] },
  "A feature": {
    routes: ["/api/notes"],
    triggers: ["notes: users/{uid}/notes/{noteId}"],
    followed: ["users/{uid}/notes/{noteId}"],
  },
  "A namespace of Socket.IO": { namespaces: ["/whiteboard"] },
  "A notification type": { types: ["colleague_joined"], told: ["colleagues: users/{uid}"] },
  "A scheduled job": { sweeps: ["census"] },
  "A job at a time of its own": { routes: ["/api/tea"], wakeUps: ["tea"] },
};

describe(page, function () {
  this.timeout(300_000); // for the compiler, of which nothing is promised

  const recipes = recipesOf(page);
  const checking = promisify(execFile)(process.execPath, ["--import", "tsx", checker]);
  checking.catch(() => undefined); // told below
  let typeErrors: Record<string, string[]>;
  let unchanged: Facts;

  before(async () => {
    unchanged = await built({ files: new Map() });
    typeErrors = TypeErrors.parse(JSON.parse((await checking).stdout));
  });

  it("has these recipes", () => {
    expect(recipes.map(({ title }) => title)).to.have.members(Object.keys(adds));
  });

  for (const { title, files } of recipes) {
    it(`${title}: touches app/ alone`, () => {
      const elsewhere = [...files.keys()].filter((file) => !file.startsWith("functions/src/app/"));
      expect(elsewhere).to.deep.equal([]);
    });

    it(`${title}: compiles`, () => {
      expect(typeErrors[title]).to.deep.equal([]);
    });

    it(`${title}: adds what it says, and nothing else`, async () => {
      const sets = (facts: Facts, more: Partial<Facts> = {}) =>
        Object.entries(facts).map(([what, all]) => [
          what,
          [...new Set([...all, ...(new Map(Object.entries(more)).get(what) ?? [])])].sort(),
        ]);
      expect(sets(await built({ files }))).to.deep.equal(sets(unchanged, adds[title]));
    });
  }
});
