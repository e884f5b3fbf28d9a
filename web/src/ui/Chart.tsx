import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Texts, useLanguage, useText } from "../text/language.js";

export interface Line {
  readonly label: string;
  readonly tone: "accent" | "good" | "info" | "bad";
  readonly values: readonly number[];
}

interface ChartProps {
  label: string;
  /** Seconds since 1970. */
  times: readonly number[];
  lines: readonly Line[];
}

const texts: Texts<{ waits: string }> = {
  en: { waits: "The line begins with the second figure." },
  de: { waits: "Die Linie beginnt mit der zweiten Zahl." },
};

const chartHeight = 150;
const axisWidth = 48;
/** What is counted has no halves. */
const wholeSteps = Array.from({ length: 10 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

/** Lines over time, in the theme's colours. */
export function Chart({ label, times, lines }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const { language } = useLanguage();
  const text = useText(texts);
  const isLine = times.length > 1;
  const labels = lines.map((line) => `${line.tone} ${line.label}`).join("\n");
  const plot = useRef<uPlot>(undefined);
  const latest = useRef({ times, lines });
  latest.current = { times, lines };

  useEffect(() => {
    const element = place.current;
    if (!element || !isLine) return;
    const colour = (name: string): string => getComputedStyle(element).getPropertyValue(`--${name}`);
    const axis = {
      stroke: () => colour("muted"),
      grid: { stroke: () => colour("line"), width: 1 },
      ticks: { show: false },
    };
    const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
    const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
    const exact = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
    const fitting = (known: readonly number[]): Intl.DateTimeFormat => {
      const span = (known.at(-1) ?? 0) - (known[0] ?? 0);
      return span > 172_800 ? day : span > 600 ? clock : exact;
    };
    const made = new uPlot(
      {
        width: Math.max(120, element.clientWidth),
        height: chartHeight,
        padding: [8, 8, 0, 0],
        cursor: { show: false },
        legend: { show: false },
        scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, Math.ceil(high * 1.1))] } },
        axes: [
          {
            ...axis,
            space: 90,
            size: 22,
            values: (_plot, marks) =>
              marks.map((at) => fitting(latest.current.times).format(new Date(at * 1000))),
          },
          { ...axis, size: axisWidth, incrs: wholeSteps },
        ],
        series: [
          {},
          ...latest.current.lines.map(({ tone }) => ({
            stroke: () => colour(tone),
            width: 2,
            points: { show: false },
          })),
        ],
      },
      dataOf(latest.current),
      element,
    );
    plot.current = made;
    const sizes = new ResizeObserver(() =>
      made.setSize({ width: Math.max(120, element.clientWidth), height: chartHeight }),
    );
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [labels, language, isLine]);

  useEffect(() => plot.current?.setData(dataOf({ times, lines })), [times, lines]);

  return (
    <figure className="chart">
      <figcaption>
        {label}
        <span className="row">
          {lines.map((line) => (
            <span key={line.label} className="key" data-tone={line.tone}>
              {line.label === label ? "" : line.label} {line.values.at(-1) ?? "–"}
            </span>
          ))}
        </span>
      </figcaption>
      {!isLine && <p className="chart-waits">{text.waits}</p>}
      <div ref={place} aria-hidden="true" hidden={!isLine} />
    </figure>
  );
}

const dataOf = ({ times, lines }: Pick<ChartProps, "times" | "lines">): uPlot.AlignedData => [
  [...times],
  ...lines.map(({ values }) => [...values]),
];
