import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { z } from "zod";
import { namesIn, root, rowsOf } from "./pages.js";

const page = "docs/architecture.md";
const source = `${root}/functions/src`;

const Indexes = z.object({
  fieldOverrides: z.array(z.object({ collectionGroup: z.string(), ttl: z.boolean().optional() })),
});

const collectionOf = (path: string): string => path.split("/").at(-2) ?? "";

describe(`${page}: the table of what is stored`, () => {
  const rows = rowsOf(page, "path").map(([paths = "", _, file = ""]) => ({
    paths: namesIn(paths),
    file: namesIn(file)[0] ?? "",
  }));
  const written = rows.flatMap(({ paths }) => paths);

  it("has every path that the sources declare", () => {
    const files = globSync("**/*.ts", { cwd: source, exclude: ["app/**"] }); // what a team adds is its own
    const declared = files.flatMap((file) =>
      [...readFileSync(`${source}/${file}`, "utf8").matchAll(/\bpath\(\s*"([^"]+)"/g)].map(
        ([, template = ""]) => template,
      ),
    );
    expect(declared).not.to.deep.equal([]);
    expect(declared.filter((path) => !written.includes(path))).to.deep.equal([]);
  });

  it("names the file where each is declared", () => {
    const elsewhere = rows.filter(({ paths: [path = ""], file }) => {
      const text = readFileSync(`${source}/${file}`, "utf8");
      return !text.includes(path) && !new RegExp(`\\b${collectionOf(path)}\\b`).test(text);
    });
    expect(elsewhere).to.deep.equal([]);
  });

  it("has every collection that an index or a TTL policy is for", () => {
    const { fieldOverrides } = Indexes.parse(
      JSON.parse(readFileSync(`${root}/firestore.indexes.json`, "utf8")),
    );
    const collections = new Set(fieldOverrides.map(({ collectionGroup }) => collectionGroup));
    expect([...collections].filter((name) => !written.map(collectionOf).includes(name))).to.deep.equal([]);
  });
});
