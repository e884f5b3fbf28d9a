/** Acts at the first call; every other call gets the same result, also where that is a failure. */
export function once<T>(act: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= act());
}
