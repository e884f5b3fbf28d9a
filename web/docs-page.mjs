import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const swagger = createRequire(import.meta.url).resolve("swagger-ui-dist/package.json");
const { version } = JSON.parse(readFileSync(swagger, "utf8"));
const assets = `assets/swagger-ui-${version}`;

/** The page `/docs`: its own files, and Swagger UI's under a name that is another one for every version of it. */
export function docsPage() {
  return {
    name: "docs-page",
    generateBundle() {
      const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
      for (const name of ["index.html", "page.css", "page.js"])
        emit(`docs/${name}`, own(name).replaceAll("%ASSETS%", `/${assets}`));
      emit(`${assets}/swagger-ui-bundle.js`, ofSwagger("swagger-ui-bundle.js"));
      emit(`${assets}/swagger-ui.css`, withoutDataUrls(ofSwagger("swagger-ui.css")));
    },
  };
}

const own = (name) => readFileSync(fileURLToPath(new URL(`docs/${name}`, import.meta.url)), "utf8");
const ofSwagger = (name) => readFileSync(new URL(name, `file://${swagger}`), "utf8");

/** The Content-Security-Policy knows no `data:`. What they draw is ornament. */
const withoutDataUrls = (css) =>
  css
    .replace(/\/\*# sourceMappingURL=.*?\*\//g, "")
    .replaceAll(/url\((?:"data:(?:\\.|[^"\\])*"|'data:(?:\\.|[^'\\])*'|data:[^)]*)\)/g, "none");
