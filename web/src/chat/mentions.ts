interface Person {
  readonly uid: string;
  readonly displayName?: string | undefined;
}

/** The `@word` that the caret stands at the end of. */
export function mentionAt(text: string, caret: number): { start: number; word: string } | undefined {
  const before = text.slice(0, caret);
  const found = /(?<![\p{L}\p{N}_@])@([\p{L}\p{N}_-]{0,40})$/u.exec(before);
  return found ? { start: found.index, word: found[1] ?? "" } : undefined;
}

const shown = 6;

/** Members whose name or uid begins so, each once. */
export function completed<P extends Person>(people: readonly P[], word: string): P[] {
  const wanted = word.toLowerCase();
  const fits = (text: string): boolean =>
    text
      .toLowerCase()
      .split(/[\s_-]+/)
      .concat(text.toLowerCase())
      .some((part) => part.startsWith(wanted));
  return people.filter(({ uid, displayName = "" }) => fits(uid) || fits(displayName)).slice(0, shown);
}
