const src = "^functions/src/";
const contract = "^packages/contract/src/";
const local = `${src}local\\.ts$`; // serves functions on a laptop
const entries = `${src}[^/]+\\.ts$`; // the files that declare functions, and index.ts above them

const ownFunctions = `${src}app/functions\\.ts$`; // declares functions, as index.ts does

/** From the ground up. A file imports from its own floor or from below. */
const floors = [
  { name: "contract", path: contract },
  { name: "platform", path: `${src}platform/` },
  { name: "realtime", path: `${src}realtime/` },
  { name: "features", path: `${src}features/` },
  { name: "jobs", path: `${src}jobs/` },
  { name: "app", path: `${src}app/.*\\.ts$`, pathNot: ownFunctions },
  { name: "functions", path: entries, pathNot: [`${src}index\\.ts$`, local] },
  { name: "index", path: [`${src}index\\.ts$`, ownFunctions, local] },
];

const nothingFromAbove = floors.slice(0, -1).map(({ name, path, pathNot }, floor) => ({
  name: `${name}-imports-nothing-from-above`,
  severity: "error",
  from: { path, ...(pathNot && { pathNot }) },
  to: { path: floors.slice(floor + 1).flatMap((above) => above.path) },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...nothingFromAbove,
    {
      name: "contract-imports-only-zod",
      comment: "The client imports the contract: it must run in a browser.",
      severity: "error",
      from: { path: contract },
      to: { pathNot: [contract, "node_modules/zod/"] },
    },
    {
      name: "own-kinds-import-only-zod",
      comment: "A web app imports the kinds of channels of app/ for their types: they must run in a browser.",
      severity: "error",
      from: { path: `${src}app/.*channels\\.ts$` },
      to: { pathNot: [contract, `${src}app/.*channels\\.ts$`, "node_modules/zod/"] },
    },
    {
      name: "features-meet-in-actions",
      comment: "A feature uses another feature only through its actions.ts.",
      severity: "error",
      from: { path: `${src}features/([^/]+)/`, pathNot: "/manifest\\.ts$" },
      to: {
        path: `${src}features/`,
        pathNot: [
          `${src}features/$1/`,
          `${src}features/[^/]+\\.ts$`,
          `${src}features/[^/]+/(actions|paths)\\.ts$`,
        ],
      },
    },
    {
      name: "manifests-meet",
      comment: "A manifest also names the manifests of features that its own rests on.",
      severity: "error",
      from: { path: `${src}features/([^/]+)/manifest\\.ts$` },
      to: {
        path: `${src}features/`,
        pathNot: [
          `${src}features/$1/`,
          `${src}features/[^/]+\\.ts$`,
          `${src}features/[^/]+/(actions|paths|manifest)\\.ts$`,
        ],
      },
    },
    {
      name: "realtime-has-one-door",
      comment: "What features and compose.ts use of realtime is listed in realtime/index.ts.",
      severity: "error",
      from: { path: [`${src}features/`, `${src}app/`, `${src}jobs/`, `${src}(compose|background)\\.ts$`] },
      to: { path: `${src}realtime/`, pathNot: `${src}realtime/index\\.ts$` },
    },
    {
      name: "hub-knows-no-transport",
      comment: "The log, the bus and the hub hand on frames; sessions and transports come after them.",
      severity: "error",
      from: { path: `${src}realtime/(log|bus|hub)/` },
      to: { path: `${src}realtime/(session|presence|transports|http)/` },
    },
    {
      name: "sessions-know-no-transport",
      comment: "A session speaks through session/transport.ts, whatever the transport is.",
      severity: "error",
      from: { path: `${src}realtime/(session|presence)/` },
      to: { path: `${src}realtime/(transports|http)/` },
    },
    {
      name: "nothing-outside",
      comment: "functions/ deploys alone: nothing but the contract is bundled with it.",
      severity: "error",
      from: { path: src },
      to: { pathNot: [src, contract, "node_modules/"], dependencyTypesNot: ["core"] },
    },
    {
      name: "only-what-is-deployed",
      comment: "Cloud Functions installs dependencies, not devDependencies.",
      severity: "error",
      from: { path: src },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "unknown"] },
    },
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    { name: "nothing-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true, // imports of types count too
    tsConfig: { fileName: "functions/tsconfig.json" },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["firecast", "import", "node", "types", "default"],
      mainFields: ["main", "types"],
    },
  },
};
