export const seconds = (count) => count * 1000;
export const minutes = (count) => count * 60_000;
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until the answer is truthy and returns it; undefined when the time is up. */
export async function until(ask, { within, every = 100 }) {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer || Date.now() > deadline) return answer || undefined;
    await pause(every);
  }
}
