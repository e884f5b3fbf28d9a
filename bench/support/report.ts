import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { ratioOf, type Sample, sampleOf } from "./statistics.js";

/** One figure: what was measured round by round, its floor in the same rounds, and how far it has to reach. */
export interface Figure {
  name: string;
  unit: string;
  ours: readonly number[];
  floors: readonly number[];
  /** What the floor is. */
  floor: string;
  /** Which ratio is wanted; without it the figure is for information. */
  reach?: { atLeast: number } | { atMost: number };
}

/** What one part of the benchmark found, and what has to be known to read it. */
export interface Part {
  figures: readonly Figure[];
  notes?: readonly string[];
}

const columns = ["figure", "Firecast", "floor", "ratio", "reach", ""] as const;

export function printParts(parts: readonly Part[]): void {
  const rows = parts.flatMap(({ figures }) => figures.map(rowOf));
  const widths = columns.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  console.log(`\n${line(columns)}\n${line(widths.map((width) => "-".repeat(width)))}`);
  for (const row of rows) console.log(line(row));
  console.log("\nMedian of the rounds, in brackets the least and the most. Ratios are taken round by round.");
  for (const { notes = [] } of parts) for (const note of notes) console.log(`- ${note}`);
}

function rowOf({ name, unit, ours, floors, floor, reach }: Figure): string[] {
  const ratio = ratioOf(ours, floors);
  return [
    `${name}, ${unit}`,
    show(sampleOf(ours)),
    `${show(sampleOf(floors))} ${floor}`,
    show(ratio),
    reachText(reach),
    reach ? verdict(ratio, reach) : "",
  ];
}

const show = ({ median, least, most }: Sample): string =>
  least === most ? digits(median) : `${digits(median)} (${digits(least)}–${digits(most)})`;

const digits = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(value < 1 ? 2 : 3);

const reachText = (reach: Figure["reach"]): string =>
  !reach ? "" : "atLeast" in reach ? `≥ ${reach.atLeast}` : `≤ ${reach.atMost}`;

function verdict({ median }: Sample, reach: NonNullable<Figure["reach"]>): string {
  const reached = "atLeast" in reach ? median >= reach.atLeast : median <= reach.atMost;
  return reached ? "ok" : "BELOW";
}

export function saveParts(file: string, parts: ReadonlyMap<string, Part>, tookMs: number): void {
  const machine = { cpus: cpus().length, model: cpus()[0]?.model, node: process.version };
  const report = { at: new Date().toISOString(), tookMs, machine, parts: Object.fromEntries(parts) };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
