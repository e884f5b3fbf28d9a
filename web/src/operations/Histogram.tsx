import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import type { Bucket } from "./metrics.js";
import { operationTexts } from "./texts.js";

const width = 240;
const height = 72;

/** How often what takes how long: a bar for each span that something fell into. */
export function Histogram({ label, buckets }: { label: string; buckets: readonly Bucket[] }) {
  const text = useText(operationTexts);
  const times = useTimes();
  const last = buckets.findLastIndex(({ count }) => count > 0);
  const first = buckets.findIndex(({ count }) => count > 0);
  const shown = last < 0 ? [] : buckets.slice(Math.max(0, first - 1), last + 1);
  const most = Math.max(1, ...shown.map(({ count }) => count));
  const step = width / Math.max(1, shown.length);
  const ms = (seconds: number): string =>
    Number.isFinite(seconds) ? times.number(Math.round(seconds * 10_000) / 10) : "∞";
  return (
    <figure className="histogram">
      <figcaption>{label}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {shown.map(({ atMost, count }, index) => {
          const tall = (count / most) * (height - 2);
          return (
            <rect
              key={atMost}
              x={index * step + 1}
              y={height - tall}
              width={Math.max(1, step - 2)}
              height={tall}
              rx="2"
            >
              <title>{`${text.atMost(ms(atMost))}: ${times.number(count)}`}</title>
            </rect>
          );
        })}
      </svg>
      <p className="muted histogram-ends">
        <span>{shown[0] ? text.atMost(ms(shown[0].atMost)) : "–"}</span>
        <span>{shown.length > 1 ? text.atMost(ms(shown.at(-1)?.atMost ?? 0)) : ""}</span>
      </p>
    </figure>
  );
}
