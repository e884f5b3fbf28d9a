/**
 * What Cloud Functions loads. V8's compile cache comes before all else, as CommonJS can: Cloud Build has filled it
 * (`warm.mjs`), so that a cold start compiles nothing of ours nor of the packages. Where there is none, as in the
 * emulators, everything is compiled as usual.
 */
const { existsSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");

const cache = join(__dirname, "compile-cache");
if (existsSync(cache)) enableCompileCache(cache);

module.exports = require("./lib/index.js");
