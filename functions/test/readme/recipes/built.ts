import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { z } from "zod";
import packageJson from "../../../package.json" with { type: "json" };
import { unusedFirebase } from "../../support/unusedFirebase.js";
import { root } from "../pages.js";
import type { Recipe } from "./recipe.js";

/** What a backend consists of. */
const Facts = z.object({
  /** The catalogue's names. */
  channels: z.array(z.string()),
  /** Paths of the API document. */
  routes: z.array(z.string()),
  /** Features, and the documents that they follow. */
  triggers: z.array(z.string()),
  sweeps: z.array(z.string()),
  /** Of Socket.IO. */
  namespaces: z.array(z.string()),
  /** Kinds of wake-ups that are handled. */
  wakeUps: z.array(z.string()),
  /** Notification types. */
  types: z.array(z.string()),
  /** The same of what they follow to tell users of it. */
  told: z.array(z.string()),
  /** Documents that the deployment's own functions follow. */
  followed: z.array(z.string()),
});
export type Facts = z.infer<typeof Facts>;

const entry = `
  import { catalogueOf } from "@firecast/contract/core/channel";
  import { features } from "./app/features.js";
  import * as functions from "./app/functions.js";
  import { compose } from "./compose.js";
  import { openApi } from "./platform/http/openapi/openapi.js";
  import { noticeRegistry } from "./platform/notices/noticeRegistry.js";
  import { readSettings } from "./platform/params.js";

  const follows = (name) => ({ document }) => name + ": " + document;
  export function facts(firebase) {
    const instance = compose({ firebase, settings: readSettings({ GCLOUD_PROJECT: "demo-firecast" }) });
    return {
      channels: catalogueOf(features.flatMap(({ channels = [] }) => channels)).kinds.map(({ name }) => name),
      routes: Object.keys(openApi(instance.features.flatMap(({ routes = [] }) => routes), "1").paths),
      triggers: instance.features.flatMap(({ name, triggers = [] }) => triggers.map(follows(name))),
      types: noticeRegistry(features.flatMap(({ noticeTypes = [] }) => noticeTypes)).types.map(({ type }) => type),
      told: instance.features.flatMap(({ name, notices }) => (notices?.triggers?.({}) ?? []).map(follows(name))),
      wakeUps: instance.features.flatMap(({ wakeUps = [] }) => wakeUps.map(({ kind }) => kind)),
      namespaces: instance.sockets.namespaces.map(({ name }) => name),
      sweeps: instance.features.flatMap(({ name, sweep }) => (sweep ? name : [])),
      followed: Object.values(functions).map(
        ({ __endpoint }) => __endpoint.eventTrigger?.eventFilterPathPatterns.document ?? "",
      ),
    };
  }`;

/** Applies the recipe to a copy of the backend, bundles it as for a deploy, and builds an instance of it. */
export async function built({ files }: Pick<Recipe, "files">): Promise<Facts> {
  const copy = mkdtempSync(join(tmpdir(), "firecast-recipe-"));
  try {
    for (const folder of ["functions/src", "packages/contract/src"])
      cpSync(join(root, folder), join(copy, folder), { recursive: true });
    for (const folder of ["node_modules", "functions/node_modules"])
      symlinkSync(join(root, folder), join(copy, folder));
    for (const [file, text] of files) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      writeFileSync(join(copy, file), text);
    }
    const outfile = join(copy, "functions", "backend.mjs");
    // Of all functions of a process, said once: here several backends share one.
    const noOptions = join(copy, "noOptions.mjs");
    writeFileSync(noOptions, "export const setGlobalOptions = () => undefined;");
    await build({
      stdin: { contents: entry, resolveDir: join(copy, "functions/src"), loader: "ts" },
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node24",
      conditions: ["firecast"],
      alias: { "firebase-functions/options": noOptions },
      external: Object.keys(packageJson.dependencies),
    });
    const backend: unknown = await import(pathToFileURL(outfile).href);
    return Facts.parse(Backend.parse(backend).facts(unusedFirebase));
  } finally {
    rmSync(copy, { recursive: true });
  }
}

const Backend = z.object({ facts: z.function({ input: [z.unknown()], output: z.unknown() }) });
