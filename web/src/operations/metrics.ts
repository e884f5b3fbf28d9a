/** One line of the text that Prometheus reads. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Comments and lines that are none are left out. */
export function samplesIn(text: string): Sample[] {
  return text.split("\n").flatMap((row) => {
    const [, name, labels = "", value] = line.exec(row) ?? [];
    if (name === undefined || row.startsWith("#")) return [];
    const named = [...labels.matchAll(label)].map(([, key = "", text = ""]) => [key, text] as const);
    return [{ name, labels: Object.fromEntries(named), value: Number(value) }];
  });
}

export const sumOf = (samples: readonly Sample[], name: string): number =>
  samples.filter((sample) => sample.name === name).reduce((sum, { value }) => sum + value, 0);

export interface Bucket {
  /** The most that it holds, seconds. */
  readonly atMost: number;
  readonly count: number;
}

/** A histogram over all instances, each bucket by itself; the last has no end. */
export function bucketsOf(samples: readonly Sample[], name: string, part: string): Bucket[] {
  const upTo = new Map<number, number>();
  for (const sample of samples) {
    if (sample.name !== `${name}_bucket` || sample.labels.part !== part) continue;
    const atMost = sample.labels.le === "+Inf" ? Infinity : Number(sample.labels.le);
    upTo.set(atMost, (upTo.get(atMost) ?? 0) + sample.value);
  }
  let before = 0;
  return [...upTo.entries()]
    .sort(([a], [b]) => a - b)
    .map(([atMost, count]) => {
      const own = Math.max(0, count - before);
      before = count;
      return { atMost, count: own };
    });
}
