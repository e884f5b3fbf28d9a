/** The compiler refuses a switch that forgets a case; at run time it is a bug. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
