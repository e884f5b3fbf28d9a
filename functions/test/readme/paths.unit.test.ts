import { existsSync, globSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { blocksOf, namesIn, pages, root, textOf } from "./pages.js";

/** Where a path may begin: pages leave out what they speak of all the time. */
const bases = ["", "functions/src", "packages/contract/src"];

/** What is named and may be missing: each developer has their own, a build makes it, and a team may delete the example. */
const own = ["functions/.env", "web/dist", "functions/src/app/horses/", "functions/test/app/horses.test.ts"];

const isFile = /^[\w.<>*/-]+\.(ts|mjs|cjs|json|md|rules|html)$/;
const isFolder = /^[\w.<>*/-]+$/;
const folders = bases.flatMap((base) =>
  readdirSync(join(root, base), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  ),
);

/** `features/chat/`, `params.ts`; not `spaces/lobby/chat`, which is a channel, and not `/api/spaces`. */
const isPath = (name: string): boolean =>
  isFile.test(name) ||
  (isFolder.test(name) && name.includes("/") && folders.includes(name.split("/")[0] ?? ""));

/** `features/<name>/http.ts` exists if one of these does; a bare `http.ts`, if some folder has it. */
const exists = (path: string): boolean =>
  bases.some((base) => globSync(path.replace(/<\w+>/g, "*"), { cwd: join(root, base) }).length > 0) ||
  (!path.includes("/") && globSync(`**/${path}`, { cwd: join(root, "functions/src") }).length > 0);

/** Files that recipes tell the reader to make. */
const made = pages.flatMap((page) =>
  blocksOf(page).flatMap(({ info }) => /file=(\S+)/.exec(info)?.[1] ?? []),
);

/** In prose what stands between backticks; in diagrams every word. */
function namesOf(page: string): string[] {
  const prose = textOf(page).replace(/^```[^]*?^```$/gm, "");
  const diagrams = blocksOf(page).filter(({ info }) => info === "mermaid");
  return [...namesIn(prose), ...diagrams.flatMap(({ text }) => text.split(/[\s"[\](){}|,:;]+|<br\/?>/))];
}

/** As GitHub names them in links. */
const headingsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );

for (const page of pages) {
  describe(page, () => {
    it("names files and folders that exist", () => {
      const named = new Set(namesOf(page).filter(isPath));
      const known = (path: string): boolean =>
        exists(path) || own.some((name) => name.endsWith(path)) || made.some((file) => file.endsWith(path));
      const missing = [...named].filter((path) => !known(path));
      expect(missing, `moved or deleted? ${page} still names`).to.deep.equal([]);
    });

    it("links to pages and headings that exist", () => {
      const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)];
      const broken = links.filter(([, to = "", heading = ""]) => {
        const target = to === "" ? page : join(dirname(page), to);
        if (!existsSync(join(root, target))) return true;
        return heading !== "" && !headingsOf(target).includes(heading);
      });
      expect(
        broken.map(([link]) => link),
        `${page} links to`,
      ).to.deep.equal([]);
    });

    it("names commands that package.json has", async () => {
      const { default: packageJson } = await import("../../../package.json", { with: { type: "json" } });
      const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(packageJson);
      const commands = [...textOf(page).matchAll(/\bnpm (?:run )?(start|test|(?<=run )[\w:]+)/g)];
      const unknown = commands.map(([, name = ""]) => name).filter((name) => !(name in scripts));
      expect(unknown, `${page} names the commands`).to.deep.equal([]);
    });
  });
}

it("README fits on three screens", () => {
  expect(textOf("README.md").split("\n").length).to.be.at.most(155);
});
