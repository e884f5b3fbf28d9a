export type Part =
  { readonly type: "text"; readonly text: string } | { readonly type: "caret"; readonly uid: string };

/** The text, cut where others' carets stand. */
export function partsOf(
  content: string,
  cursors: Readonly<Record<string, { readonly position: number }>>,
): Part[] {
  const carets = Object.entries(cursors)
    .map(([uid, { position }]) => ({ uid, at: Math.min(position, content.length) }))
    .sort((a, b) => a.at - b.at);
  const parts: Part[] = [];
  let end = 0;
  for (const { uid, at } of carets) {
    parts.push({ type: "text", text: content.slice(end, at) }, { type: "caret", uid });
    end = at;
  }
  return [...parts, { type: "text", text: content.slice(end) }];
}
