/** Waits until all are over, whatever becomes of each. @throws what the first of those threw that failed */
export async function settleAll(calls: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(calls);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}
