import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { namesIn, root, textOf } from "./pages.js";

const page = "docs/glossary.md";
const source = `${root}/functions/src`;

/** The rows of all its tables: a word that has two meanings has two files. */
const words = textOf(page)
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, word = "", , files = ""]) => ({ word, files: namesIn(files) }))
  .filter(({ files }) => files.length > 0);

/** `ReplayBuffer` is a replay buffer, and `wake-up` a `WakeUp`. */
const plain = (name: string): string => name.replace(/[ -]/g, "").toLowerCase();

const read = (file: string): string =>
  readFileSync(file.startsWith("packages/") ? `${root}/${file}` : `${source}/${file}`, "utf8");

describe(page, () => {
  it("names files for each word that speak of it", () => {
    const silent = words.flatMap(({ word, files }) =>
      files
        .filter((file) => !plain(`${file} ${read(file)}`).includes(plain(word)))
        .map((file) => `${file} does not speak of: ${word}`),
    );
    expect(silent).to.deep.equal([]);
  });

  it("has each word once", () => {
    const names = words.map(({ word }) => word);
    expect(names.filter((word, index) => names.indexOf(word) !== index)).to.deep.equal([]);
  });

  it("leads from the name of a class or interface of realtime to where it is declared", () => {
    const rooms = globSync("realtime/{log,bus,hub,session,transports}/*.ts", { cwd: source });
    const declared = rooms.flatMap((file) =>
      [...read(file).matchAll(/^export (?:class|interface) (\w+)/gm)].map(([, name = ""]) => ({
        name,
        file,
      })),
    );
    const led = declared.flatMap(({ name, file }) => {
      const entry = words.find(({ word }) => plain(word) === plain(name));
      return entry ? [{ name, file, entry }] : [];
    });
    expect(led.map(({ name }) => name)).to.include.members(["Bus", "Hub", "Feed", "ClientSession"]);
    const astray = led.filter(({ file, entry }) => !entry.files.includes(file));
    expect(astray.map(({ name, file }) => `${name} is in ${file}`)).to.deep.equal([]);
  });
});
