import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { HistoryRecord } from "./history.js";

type Untimed<R> = R extends unknown ? Omit<R, "at"> : never;

/** Writes down what is seen, when it is seen: in memory, and as JSON lines in a file that outlives a failed test. */
export interface Recorder {
  readonly history: readonly HistoryRecord[];
  record(seen: Untimed<HistoryRecord>): void;
  /** Resolves when the file is complete. */
  close(): Promise<void>;
}

/** @param now monotonic time in ms, the same clock for everybody who records here. */
export function recorder(file: string, now: () => number = () => performance.now()): Recorder {
  const history: HistoryRecord[] = [];
  const lines = createWriteStream(file);
  return {
    history,
    record: (seen) => {
      const record = { ...seen, at: now() };
      history.push(record);
      lines.write(`${JSON.stringify(record)}\n`);
    },
    close: async () => {
      lines.end();
      await finished(lines);
    },
  };
}

export async function readHistory(file: string): Promise<HistoryRecord[]> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => HistoryRecord.parse(JSON.parse(line)));
}
