import { typescript } from "./sources.mjs";

/**
 * A source without the imports whose specifier `isGone`, without what names something imported by them (an element of an
 * array, a property, a statement), and without the imports that nothing needs any more after that.
 */
export function removeLinesThatName(text, isGone) {
  const ts = typescript();
  const source = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true);
  const gone = source.statements.filter((node) => isGone(specifierOf(node) ?? ""));
  if (gone.length === 0) return text;
  const names = new Set(gone.flatMap((node) => namesIn(ts, node)));
  const removed = [...gone];
  const visit = (node) => {
    if (gone.includes(node)) return;
    if (ts.isIdentifier(node) && names.has(node.text)) removed.push(removableAround(ts, node));
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return withoutUnusedImports(ts, cut(text, removed));
}

const specifierOf = (node) => node.moduleSpecifier?.text;

function namesIn(ts, { importClause }) {
  const bindings = importClause?.namedBindings;
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
  return named.map(({ name }) => name.text);
}

/** The smallest part of a program that can be taken out of it. */
function removableAround(ts, node) {
  let part = node;
  while (part.parent) {
    const { parent } = part;
    if (ts.isArrayLiteralExpression(parent) || ts.isObjectLiteralExpression(parent)) return part;
    if (ts.isSourceFile(parent) || ts.isBlock(parent)) return part;
    part = parent;
  }
  return part;
}

function cut(text, nodes) {
  const ranges = [...new Set(nodes)].map((node) => [node.getFullStart(), node.getEnd()]);
  let rest = text;
  for (const [start, end] of ranges.sort(([a], [b]) => b - a)) {
    rest = rest.slice(0, start) + rest.slice(end).replace(/^,/, "");
  }
  return rest.trimStart();
}

function withoutUnusedImports(ts, text) {
  const source = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true);
  const used = new Set();
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const unused = source.statements.filter(ts.isImportDeclaration).flatMap((node) => {
    const names = namesIn(ts, node);
    if (names.length === 0) return [];
    if (names.every((name) => !used.has(name))) return [node];
    return node.importClause.namedBindings.elements.filter(({ name }) => !used.has(name.text));
  });
  return cut(text, unused);
}
