import { dirname, join } from "node:path";
import ts from "typescript";
import { root } from "../pages.js";
import { type Recipe, recipesOf } from "./recipe.js";

const configFile = join(root, "functions/tsconfig.json");

/**
 * What the compiler says of each recipe, by its title. One program for all, since reading the sources takes longer than
 * checking them: of a file that several recipes change, each has its own beside it.
 */
function typeErrorsOf(recipes: readonly Recipe[]): Record<string, string[]> {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    configFile,
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
      },
    },
  );
  const options = parsed?.options ?? {};
  const texts = new Map<string, string>();
  const filesOf = new Map(
    recipes.map(({ title, files }, index) => {
      const own = [...files].map(([file, text]) => {
        const path = join(
          root,
          ts.sys.fileExists(join(root, file)) ? file.replace(/\.ts$/, `.${index}.ts`) : file,
        );
        if (texts.has(path)) throw new Error(`Two recipes make ${file}`);
        texts.set(path, text);
        return path;
      });
      return [title, own];
    }),
  );
  const program = ts.createProgram(
    [...texts.keys()],
    options,
    overlaid(ts.createCompilerHost(options), texts),
  );
  const errorsIn = (path: string): string[] => {
    const file = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(
      ({ messageText }) =>
        `${path.slice(root.length)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  };
  return Object.fromEntries([...filesOf].map(([title, paths]) => [title, paths.flatMap(errorsIn)]));
}

function overlaid(host: ts.CompilerHost, texts: ReadonlyMap<string, string>): ts.CompilerHost {
  const folders = new Set([...texts.keys()].map((path) => dirname(path)));
  return {
    ...host,
    directoryExists: (path) => folders.has(path) || ts.sys.directoryExists(path),
    fileExists: (path) => texts.has(path) || host.fileExists(path),
    readFile: (path) => texts.get(path) ?? host.readFile(path),
    getSourceFile: (path, options) => {
      const text = texts.get(path);
      return text === undefined
        ? host.getSourceFile(path, options)
        : ts.createSourceFile(path, text, options);
    },
  };
}

// A process of its own: the compiler works for seconds, while other tests run.
console.log(JSON.stringify(typeErrorsOf(recipesOf("docs/recipes.md"))));
