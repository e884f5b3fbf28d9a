import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { build } from "esbuild";
import { sizeOfBundle } from "./support/bundleSize.js";

const src = fileURLToPath(new URL("../src", import.meta.url));

describe("the client's bundle", () => {
  it("holds no schemas: of the contract it takes types, and rules that need none", async () => {
    const { metafile } = await build({
      entryPoints: [`${src}/index.ts`],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      conditions: ["firecast"],
      platform: "neutral",
      mainFields: ["module", "main"],
      outdir: "dist",
    });
    expect(Object.keys(metafile.inputs).filter((path) => path.includes("/zod/"))).to.deep.equal([]);
  });

  it("grows only where somebody says so here: KiB, minified and compressed", async () => {
    const kib = (bytes: number): number => Math.round(bytes / 102.4) / 10;
    const core = await sizeOfBundle('export { createRealtime } from "./index.js";', src);
    const all = await sizeOfBundle(
      'export { createRealtime, createLiveState, createOutbox, indexedDbStore, browserSharing } from "./index.js";',
      src,
    );
    expect(kib(core.atOnce)).to.be.at.most(13.1);
    expect(kib(all.whole)).to.be.at.most(24.6);
  });
});
