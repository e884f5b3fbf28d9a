/** Storage may be full or forbidden: then the next page begins at the present. */
export function attempt<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
