import type { Log, LogFields } from "../../src/platform/log.js";

/** A log that tests can read: the dotted names in order, and the fields of each. */
export interface RecordedLog extends Log {
  readonly entries: { event: string; fields: LogFields }[];
  named(event: string): LogFields[];
}

export function recordedLog(): RecordedLog {
  const entries: { event: string; fields: LogFields }[] = [];
  const record = (event: string, fields: LogFields = {}): void => void entries.push({ event, fields });
  return {
    entries,
    named: (event) => entries.filter((entry) => entry.event === event).map(({ fields }) => fields),
    info: record,
    warn: record,
    error: (event, error, fields = {}) => record(event, { ...fields, error }),
  };
}
