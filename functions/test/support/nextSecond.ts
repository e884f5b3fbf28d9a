import { eventually } from "./eventually.js";

/** Firebase Auth counts in whole seconds: what comes now is told from what was before once the clock's second has passed. */
export async function nextSecond(): Promise<void> {
  const second = () => Math.floor(Date.now() / 1000);
  const before = second();
  await eventually(second, (now) => now > before);
}
