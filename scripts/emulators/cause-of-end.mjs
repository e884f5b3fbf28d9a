/**
 * One line that says why the emulators ended. `output` is what the firebase CLI printed, `debugLog` its own log, which
 * has the stack of an unexpected error; `code` and `signal` are how it ended, if it has.
 */
export function causeOfEnd({ code, signal, output, debugLog }) {
  if (signal) return `the firebase CLI was killed by ${signal}`;
  const exit = lastMatch(output, /^\W*(\w.* Emulator has exited .+)$/gm);
  const error = lastMatch(output, /^Error: (?!An unexpected error)(.+)$/gm);
  const unexpected = lastMatch(debugLog, /^\[debug\] \[[^\]]*\] (\w*Error\b.*)$/gm);
  return exit ?? error ?? unexpected ?? `the firebase CLI exited with ${code}`;
}

const lastMatch = (text, pattern) => [...text.matchAll(pattern)].at(-1)?.[1].trim();
