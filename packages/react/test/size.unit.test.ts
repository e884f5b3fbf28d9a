import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { build } from "esbuild";

describe("the package's size", () => {
  it("is at most 3 KiB, minified and compressed, for the provider, useRealtime and useSSE", async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: 'export { RealtimeProvider, useRealtime, useSSE } from "./index.js";',
        resolveDir: fileURLToPath(new URL("../src", import.meta.url)),
        loader: "ts",
      },
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: "es2022",
      external: ["react", "@firecast/client"],
    });
    const bytes = outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
    expect(bytes).to.be.lessThan(3 * 1024);
    expect(bytes, "the bundle holds them").to.be.greaterThan(500);
  });
});
