/**
 * When to fetch the next token, ms from now: 60 to 90 s before the end, of a short one a third of its time before, 10 s at
 * the least, since a server ends a stream 5 s before its token does. `now`: by the server's clock, a device's may be hours off.
 */
export function renewAfter(expiresAt: number, now: number, random: () => number): number {
  const left = expiresAt - now;
  return Math.max(1000, left - Math.min(60_000 + random() * 30_000, Math.max(10_000, left / 3)));
}
