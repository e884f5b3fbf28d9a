import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * `REACT=<folder with node_modules> NODE_OPTIONS="--import <this file>"` has the tests run on the React that is installed there,
 * whichever one they were bundled for.
 */
const folder = `${pathToFileURL(process.env.REACT ?? ".").href}/node_modules/`;

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    const path = /\/node_modules\/((?:react|react-dom|scheduler)\/.*)$/.exec(found.url)?.[1];
    if (path === undefined) return found;
    const url = new URL(folder + path);
    return existsSync(url) ? { ...found, url: url.href } : found;
  },
});
