/** A timer that is to wait for longer, 24.8 days, fires at once. */
const longestMs = 2 ** 31 - 1;

/** Calls back after `ms`. Returns what takes that back. */
export function after(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, Math.min(ms, longestMs));
  return () => clearTimeout(timer);
}

/** In [0, 1). */
export const random = (): number => Math.random();

/** A UUID, also where a page is no secure context and has no `crypto.randomUUID`. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
