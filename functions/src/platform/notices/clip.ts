/** As much of a text as a notification holds, in UTF-16 units. No pair is cut apart. */
export function clip(text: string, max = 200): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  return `${cut.replace(/[\ud800-\udbff]$/, "")}…`;
}
