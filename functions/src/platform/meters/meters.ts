import { z } from "zod";

const Sample = z.object({
  labels: z.record(z.string(), z.string().or(z.number())),
  value: z.number(),
  /** Of a histogram's parts: `<name>_bucket`, `<name>_sum`, `<name>_count`. */
  metricName: z.string().optional(),
});
export type Sample = z.infer<typeof Sample>;

/** One metric with all of its labels as it is now, in the form in which prom-client takes it from another process. */
export const MetricSnapshot = z.object({
  name: z.string(),
  help: z.string(),
  type: z.enum(["counter", "gauge", "histogram"]),
  aggregator: z.literal("sum"),
  values: z.array(Sample),
});
export type MetricSnapshot = z.infer<typeof MetricSnapshot>;

type Labels = Readonly<Record<string, string>>;

/**
 * What an instance counts of itself. Only counting happens while requests are served: prom-client takes 100 ms to load and is
 * needed only where an operator or a scraper asks for the figures.
 */
export class Meters {
  private readonly metrics = new Map<string, () => MetricSnapshot>();

  /** Only grows. */
  counter(name: string, help: string): (labels?: Labels, by?: number) => void {
    const series = new Map<string, Sample>();
    this.add({ name, help, type: "counter" }, () => [...series.values()]);
    return (labels = {}, by = 1) => {
      const known = seriesOf(series, labels, () => ({ labels, value: 0 }));
      known.value += by;
    };
  }

  /** Read with the snapshot. */
  gauge(name: string, help: string, read: () => readonly Sample[]): void {
    this.add({ name, help, type: "gauge" }, read);
  }

  /** A total that is kept elsewhere, and only grows; read with the snapshot. */
  total(name: string, help: string, read: () => readonly Sample[]): void {
    this.add({ name, help, type: "counter" }, read);
  }

  /** `bounds` ascend; what is greater than the last counts, too. */
  histogram(name: string, help: string, bounds: readonly number[]): (labels: Labels, value: number) => void {
    const series = new Map<string, Distribution>();
    this.add({ name, help, type: "histogram" }, () =>
      [...series.values()].flatMap((distribution) => samplesOf(name, bounds, distribution)),
    );
    return (labels, value) => {
      const known = seriesOf(series, labels, () => ({
        labels,
        counts: bounds.map(() => 0),
        sum: 0,
        count: 0,
      }));
      const bucket = bounds.findIndex((bound) => value <= bound);
      if (bucket >= 0) known.counts[bucket] = (known.counts[bucket] ?? 0) + 1;
      known.sum += value;
      known.count++;
    };
  }

  snapshot(): MetricSnapshot[] {
    return [...this.metrics.values()].map((read) => read());
  }

  private add(metric: Pick<MetricSnapshot, "name" | "help" | "type">, read: () => readonly Sample[]): void {
    if (this.metrics.has(metric.name)) throw new Error(`${metric.name} is declared twice`);
    this.metrics.set(metric.name, () => ({ ...metric, aggregator: "sum", values: [...read()] }));
  }
}

interface Distribution {
  readonly labels: Labels;
  /** Of each bucket alone. */
  readonly counts: number[];
  sum: number;
  count: number;
}

function samplesOf(
  name: string,
  bounds: readonly number[],
  { labels, counts, sum, count }: Distribution,
): Sample[] {
  let below = 0;
  const buckets = bounds.map((le, index) => {
    below += counts[index] ?? 0;
    return { labels: { ...labels, le }, value: below, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { labels: { ...labels, le: "+Inf" }, value: count, metricName: `${name}_bucket` },
    { labels, value: sum, metricName: `${name}_sum` },
    { labels, value: count, metricName: `${name}_count` },
  ];
}

function seriesOf<S>(series: Map<string, S>, labels: Labels, make: () => S): S {
  const key = JSON.stringify(labels);
  const known = series.get(key) ?? make();
  series.set(key, known);
  return known;
}
