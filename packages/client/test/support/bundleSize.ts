import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Bytes of a bundle, minified and compressed. */
export interface BundleSize {
  /** What a page loads at once: the first file, and what that imports statically. */
  readonly atOnce: number;
  /** With what is loaded when it is needed. */
  readonly whole: number;
}

/** Bundles what `contents` exports, as a page's own bundler would. `folder`: where its imports begin. `external` is left out. */
export async function sizeOfBundle(
  contents: string,
  folder: string,
  { external = [] }: { external?: string[] } = {},
): Promise<BundleSize> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder, loader: "ts", sourcefile: "first.ts" },
    ...{ bundle: true, minify: true, write: false, splitting: true, metafile: true, outdir: "out" },
    ...{ format: "esm", platform: "browser", target: "es2022", logLevel: "error" },
    ...{ conditions: ["firecast", "import"], external },
  });
  const sizes = new Map(
    outputFiles.map(({ path, contents }) => [fileIn(path), gzipSync(contents).length] as const),
  );
  const importsOf = new Map(
    Object.entries(metafile.outputs).map(([path, { imports }]) => [
      fileIn(path),
      imports.filter(({ kind }) => kind === "import-statement").map((one) => fileIn(one.path)),
    ]),
  );
  const atOnce = new Set(["stdin.js"]);
  for (const file of atOnce) for (const other of importsOf.get(file) ?? []) atOnce.add(other);
  const sum = (files: Iterable<string>): number =>
    [...files].reduce((bytes, file) => bytes + (sizes.get(file) ?? 0), 0);
  return { atOnce: sum(atOnce), whole: sum(sizes.keys()) };
}

const fileIn = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
