import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "chai";
import { root } from "../../../scripts/project.mjs";

const largestFolder = { files: 20, lines: 1500 };
const longestFile = 250;

const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/src`);
const sources = ["functions/src", "functions/scripts", "bench", "scripts", "web/src", ...packages];

interface Folder {
  name: string;
  /** The lines of each file by its name. */
  files: Map<string, number>;
}

function foldersIn(path: string): Folder[] {
  const entries = readdirSync(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.([cm]?[jt]s|tsx)$/.test(entry.name));
  const lines = ({ name }: { name: string }) => readFileSync(join(path, name), "utf8").split("\n").length - 1;
  const folder = {
    name: relative(root, path),
    files: new Map(files.map((file) => [file.name, lines(file)] as const)),
  };
  const inner = entries.filter((entry) => entry.isDirectory());
  return [folder, ...inner.flatMap(({ name }) => foldersIn(join(path, name)))];
}

describe("sources", () => {
  const folders = sources
    .map((path) => join(root, path))
    .filter(existsSync)
    .flatMap(foldersIn);

  it(`have no folder of more than ${largestFolder.files} files or ${largestFolder.lines} lines`, () => {
    const tooLarge = folders.filter(({ files }) => {
      const lines = [...files.values()].reduce((sum, count) => sum + count, 0);
      return files.size > largestFolder.files || lines > largestFolder.lines;
    });
    expect(tooLarge.map(({ name }) => name)).to.deep.equal([]);
  });

  it(`have no file of more than ${longestFile} lines`, () => {
    const tooLong = folders.flatMap(({ name, files }) =>
      [...files].filter(([, lines]) => lines > longestFile).map(([file]) => join(name, file)),
    );
    expect(tooLong).to.deep.equal([]);
  });
});
