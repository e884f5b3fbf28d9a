import * as logger from "firebase-functions/logger";

export type LogFields = Readonly<Record<string, unknown>>;

/** Logs are events: a dotted name in the past tense and ids, never bodies or tokens. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `error` goes to the log only; callers get a problem without its text. */
  error(event: string, error: unknown, fields?: LogFields): void;
}

export const cloudLog: Log = {
  info: (event, fields = {}) => logger.info(event, fields),
  warn: (event, fields = {}) => logger.warn(event, fields),
  error: (event, error, fields = {}) => logger.error(event, error, fields),
};
