import type { InstanceFigures } from "./snapshots.js";

export interface MetricsText {
  contentType: string;
  body: string;
}

/**
 * The metrics of all instances in one text. Each value is labelled with its instance and function, so none of them is summed up:
 * that is Prometheus's part. prom-client is loaded with the first request.
 */
export async function metricsText(figures: readonly InstanceFigures[]): Promise<MetricsText> {
  const { AggregatorRegistry } = await import("prom-client");
  const labelled = figures.map(({ id: instance, function: served, metrics }) =>
    metrics.map((metric) => ({
      ...metric,
      values: metric.values.map((sample) => ({
        ...sample,
        labels: { ...sample.labels, instance, function: served },
      })),
    })),
  );
  const registry = AggregatorRegistry.aggregate(labelled);
  return { contentType: registry.contentType, body: await registry.metrics() };
}
