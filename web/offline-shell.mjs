import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const source = fileURLToPath(new URL("src/sw/sw.ts", import.meta.url));

/**
 * Builds the service worker, and tells it what the app is made of: `__SHELL__` in it is the version, and the files to keep for when
 * there is no network. Every other version of the app is another service worker, so that browsers notice. It is one file that imports
 * nothing: a part that it shared with the app would be a module, which a service worker does not load.
 */
export function offlineShell() {
  let conditions;
  return {
    name: "offline-shell",
    configResolved: (config) => {
      ({ conditions } = config.resolve);
    },
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const files = Object.keys(bundle)
          .filter((name) => name.startsWith("assets/") && !name.includes("/swagger-ui-"))
          .sort()
          .map((name) => `/${name}`);
        const version = createHash("sha256").update(files.join("\n")).digest("hex").slice(0, 12);
        const built = await build({
          configFile: false,
          logLevel: "warn",
          publicDir: false,
          define: { __SHELL__: JSON.stringify({ version, files }) },
          resolve: { conditions },
          build: {
            write: false,
            target: "es2023",
            rolldownOptions: { input: source, output: { format: "iife" } },
          },
        });
        const [worker, ...others] = [built].flat().flatMap(({ output }) => output);
        if (worker?.type !== "chunk" || others.length > 0)
          throw new Error("The service worker is not one file.");
        this.emitFile({ type: "asset", fileName: "sw.js", source: worker.code });
      },
    },
  };
}
