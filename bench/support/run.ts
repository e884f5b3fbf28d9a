import { stopChildren } from "./child.js";
import { pauseTriggers } from "./triggers.js";
import { type Part, printParts, saveParts } from "./report.js";

export type Parts = Readonly<Record<string, () => Promise<Part>>>;

/** Measures the parts one after the other, prints and saves what they found; gives up after `within`, ms. */
export async function runParts(
  parts: Parts,
  wanted: readonly string[],
  { file, within }: { file: string; within: number },
): Promise<void> {
  const unknown = wanted.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    console.error(`There is no ${unknown.join(", ")}. Parts: ${Object.keys(parts).join(", ")}`);
    process.exitCode = 1;
    return;
  }
  const limit = setTimeout(() => void giveUp(within), within);
  const begun = performance.now();
  const found = new Map<string, Part>();
  try {
    await pauseTriggers();
    for (const [name, measure] of Object.entries(parts)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      console.log(`Measuring ${name}`);
      found.set(name, await measure());
    }
  } finally {
    await stopChildren();
    clearTimeout(limit);
  }
  printParts([...found.values()]);
  saveParts(file, found, performance.now() - begun);
  console.log(`\nSaved in ${file}`);
}

async function giveUp(within: number): Promise<void> {
  console.error(`The benchmark takes longer than ${within / 1000} s.`);
  await stopChildren();
  process.exit(1);
}
