import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { build } from "esbuild";
import { sizeOfBundle } from "../../client/test/support/bundleSize.js";

describe("the package's size", () => {
  it("is at most 3 KiB, minified and compressed, for the provider, useRealtime and useSSE", async () => {
    const { atOnce } = await sizeOfBundle(
      'export { RealtimeProvider, useRealtime, useSSE } from "./index.js";',
      fileURLToPath(new URL("../src", import.meta.url)),
      { external: ["react", "@firecast/client", "@tanstack/react-query"] },
    );
    expect(atOnce).to.be.lessThan(3 * 1024);
    expect(atOnce, "the bundle holds them").to.be.greaterThan(500);
  });

  it("is nothing of React Query where an app has none: its bundle is made all the same", async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: 'export { RealtimeProvider } from "./index.js";',
        resolveDir: fileURLToPath(new URL("../src", import.meta.url)),
        loader: "ts",
      },
      ...{ bundle: true, write: false, splitting: true, outdir: "out", format: "esm", logLevel: "silent" },
      external: ["react", "@firecast/client"],
      alias: { "@tanstack/react-query": "no-such-package" },
    });
    expect(outputFiles.length).to.be.greaterThan(0);
  });
});
