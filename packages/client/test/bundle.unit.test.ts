import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { build } from "esbuild";

describe("the client's bundle", () => {
  it("holds no schemas: of the contract it takes types, and rules that need none", async () => {
    const { metafile } = await build({
      entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "neutral",
      mainFields: ["module", "main"],
      outdir: "dist",
    });
    expect(Object.keys(metafile.inputs).filter((path) => path.includes("/zod/"))).to.deep.equal([]);
  });
});
