import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import * as react from "@firecast/react";

const root = new URL("../../../", import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, root), "utf8");
/** Blocks stand in a page without the indentation that they have in a file. */
const lines = (text: string) => text.split("\n").map((line) => line.trim());

describe("the page about React", () => {
  const page = textOf("docs/react.md");

  it("shows lines of examples that are compiled", () => {
    const folder = "packages/react/examples/";
    const examples = readdirSync(new URL(folder, root)).map((file) =>
      lines(textOf(folder + file)).join("\n"),
    );
    const blocks = [...page.matchAll(/```tsx\n([^]*?)\n```/g)].map(([, block = ""]) =>
      lines(block).join("\n"),
    );
    expect(blocks.length).to.be.greaterThan(4);
    for (const block of blocks)
      expect(
        examples.some((example) => example.includes(block)),
        block,
      ).to.equal(true);
  });

  it("names all that the package gives", () => {
    const table = page.slice(page.indexOf("## All of it"));
    for (const name of Object.keys(react))
      if (name !== "applyStrategy") expect(table, name).to.match(new RegExp(`\`${name}\\b`));
  });
});
