import { readFileSync, globSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { functionsDir } from "../project.mjs";
import { typescript } from "./sources.mjs";

/*
 * How many files a reader opens on the way from a route to where it writes Firestore (a GET: to where it reads), the route's
 * own file included: `node scripts/sources/route-lengths.mjs`. Follows calls as "go to definition" does, by syntax alone: from a
 * route's handler through imported functions, and through members of what is handed in (`deps.store.createMessage`) to the
 * file whose type says so.
 */

const ts = typescript();
const src = join(functionsDir, "src");

const writes =
  /\bbatch\.(create|set|update|delete|commit)\(|\b(createClaimed|updateVersion|deleteVersion|putVersion)\(|(\.doc|documentOf)\([^()]*(\([^()]*\))?\)\.(create|set|update|delete)\(/;
const reads =
  /\b(read|readDocument|pageByTime|readDocuments|readQuery|readCount|pages|decodedPages|idsAfter)\(|\.(get\(\)|getAll\()/;
const sends = /\.(signal|signalRaw)\(/;

const declaresCode = [
  ts.isFunctionDeclaration,
  ts.isVariableDeclaration,
  ts.isMethodDeclaration,
  ts.isClassDeclaration,
];

/** A source file: what it imports, its functions by name (also those inside of object literals), and its types. */
const sources = new Map();

function sourceOf(path) {
  if (!sources.has(path)) sources.set(path, parse(path));
  return sources.get(path);
}

function parse(path) {
  const text = readFileSync(path, "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const maps = { imports: new Map(), functions: new Map(), types: new Map(), typesByName: new Map() };
  const file = {
    path,
    text,
    tree,
    ...maps,
    heirs: new Map(),
    parameters: [],
    routes: [],
    returns: new Set(),
  };
  for (const [, name] of text.matchAll(/\): (?:Promise<)?(\w+)/g)) file.returns.add(name);
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || (ts.isExportDeclaration(node) && node.moduleSpecifier))
      learnImport(file, node);
    if (declaresCode.some((isOne) => isOne(node))) learn(file.functions, node.name?.getText(), node);
    if (ts.isInterfaceDeclaration(node))
      for (const { expression } of (node.heritageClauses ?? []).flatMap(({ types }) => types))
        learn(file.heirs, expression.getText(), node.name.text);
    if (ts.isParameter(node)) file.parameters.push(node);
    if (ts.isPropertyAssignment(node)) learn(file.functions, node.name.getText(), node.initializer);
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      file.types.set(node.name.text, node);
    if (
      ts.isCallExpression(node) &&
      /^(endpoint|openEndpoint|publicEndpoint)$/.test(node.expression.getText())
    )
      file.routes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return file;
}

const learn = (byName, name, node) => name && node && byName.set(name, [...(byName.get(name) ?? []), node]);

function learnImport(file, node) {
  const { text } = node.moduleSpecifier;
  if (!text.startsWith(".")) return;
  const from = resolve(dirname(file.path), text.replace(/\.js$/, ".ts"));
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
  for (const { name, propertyName } of bindings?.elements ?? [])
    file.imports.set(name.text, { from, name: (propertyName ?? name).text });
}

/** Where a name is declared, through doors that only pass it on. */
function declaring(file, name) {
  const imported = file.imports.get(name);
  if (!imported) return { file, name };
  return declaring(sourceOf(imported.from), imported.name);
}

/** The types that a type node names: `Pick<Publisher, "append"> | undefined` names Publisher. */
function typesIn(file, node) {
  const found = [];
  const visit = (inner) => {
    if (ts.isTypeReferenceNode(inner) || ts.isExpressionWithTypeArguments(inner)) {
      const name = (inner.typeName ?? inner.expression).getText();
      const declared = declaring(file, name);
      if (declared.file.types.has(declared.name)) found.push(declared);
    }
    ts.forEachChild(inner, visit);
  };
  if (node) visit(node);
  return found;
}

/** The types of what goes by this name in a file: a parameter, or a member of a parameter's type. */
function typesOf(file, object) {
  const known = file.typesByName.get(object) ?? findTypes(file, object);
  file.typesByName.set(object, known);
  return known;
}

function findTypes(file, object) {
  const found = [];
  const inType = ({ file: home, name }, depth = 0) => {
    const node = home.types.get(name);
    const members = node.members ?? (node.type && ts.isTypeLiteralNode(node.type) ? node.type.members : []);
    for (const member of members)
      if (member.name?.getText() === object) found.push(...typesIn(home, member.type));
    const heirs = node.heritageClauses ?? (node.type && !ts.isTypeLiteralNode(node.type) ? [node.type] : []);
    if (depth < 3) for (const heir of heirs) for (const base of typesIn(home, heir)) inType(base, depth + 1);
  };
  for (const { name, type } of file.parameters) {
    const types = typesIn(file, type);
    if (name.getText() === object) found.push(...types);
    for (const each of types) inType(each);
  }
  return found;
}

const all = globSync("**/*.ts", { cwd: src }).map((path) => join(src, path));

/** The functions of this name behind a type: in its own file, or where a function says that it returns it. */
function implementations({ file, name }, member) {
  const own = (file.functions.get(member) ?? []).map((node) => ({ file, node }));
  if (own.length > 0) return own;
  return homesOf(name).flatMap((home) =>
    (home.functions.get(member) ?? []).map((node) => ({ file: home, node })),
  );
}

const homes = new Map();

/** The files with a function that says that it returns the type, or one that extends it. */
function homesOf(name) {
  if (homes.has(name)) return homes.get(name);
  const types = [name, ...all.flatMap((path) => sourceOf(path).heirs.get(name) ?? [])];
  const found = all.map(sourceOf).filter(({ returns }) => types.some((type) => returns.has(type)));
  homes.set(name, found);
  return found;
}

/** The functions that a function calls or hands on. The record of a keyed request is no write of the route's own. */
function nextOf({ file, node }) {
  if (!followed.has(node)) followed.set(node, follow(file, node));
  return followed.get(node);
}

const followed = new Map();

function follow(file, node) {
  const found = [];
  const visit = (inner) => {
    if (ts.isPropertyAccessExpression(inner)) {
      const object = inner.expression;
      const name = ts.isPropertyAccessExpression(object) ? object.name.text : object.getText();
      for (const type of typesOf(file, name)) found.push(...implementations(type, inner.name.text));
    } else if (ts.isIdentifier(inner)) {
      const declared = declaring(file, inner.text);
      for (const target of declared.file.functions.get(declared.name) ?? [])
        if (target !== node) found.push({ file: declared.file, node: target });
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return found.filter((next) => !next.file.path.endsWith("idempotency.ts"));
}

/** The files on the shortest way to a function whose text matches, at most `limit` of them; undefined if there is none. */
function wayTo(start, pattern, limit) {
  let front = [{ ...start, way: [start.file.path] }];
  const seen = new Set([start.node]);
  while (front.length > 0) {
    const reached = front.find(({ node, way }) => way.length > 1 && pattern.test(node.getText()));
    if (reached) return reached.way;
    const next = [];
    // Another function of the same file is no further file: it belongs to this front.
    for (const at of front) {
      for (const { file, node } of nextOf(at)) {
        if (seen.has(node)) continue;
        seen.add(node);
        if (file === at.file) front.push({ file, node, way: at.way });
        else if (at.way.length < limit) next.push({ file, node, way: [...at.way, file.path] });
      }
    }
    const late = front.find(({ node, way }) => way.length > 1 && pattern.test(node.getText()));
    if (late) return late.way;
    front = next;
  }
  return undefined;
}

const longest = 8;

/** Every route with the files on its way; `end` says what it was followed to. */
export function routeLengths() {
  return all
    .filter((path) => !path.endsWith("endpoint.ts"))
    .flatMap((path) => sourceOf(path).routes.map((call) => ({ file: sourceOf(path), call })))
    .map(({ file, call }) => {
      const [spec, handler] = call.arguments;
      const method = /method: "(\w+)"/.exec(spec.getText())?.[1] ?? "";
      const named = /\bpath: "([^"]+)"/.exec(spec.getText()) ?? /\bpath = "([^"]+)"/.exec(file.text);
      const route = `${method} ${named?.[1] ?? relative(src, file.path)}`;
      const goals = method === "GET" ? { reads } : { writes, sends, reads };
      for (const [end, pattern] of Object.entries(goals)) {
        const way = wayTo({ file, node: handler }, pattern, longest);
        if (way) return { route, end, way: way.map((step) => relative(src, step)) };
      }
      return { route, end: "nothing", way: [relative(src, file.path)] };
    });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const routes = routeLengths().sort((a, b) => b.way.length - a.way.length);
  for (const { route, end, way } of routes)
    console.log(`${way.length}  ${route}  ${end}: ${way.join(" → ")}`);
}
