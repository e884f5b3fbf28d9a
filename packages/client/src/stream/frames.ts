import { eventSourceParser } from "./eventSourceParser.js";

/** One frame of a stream, its data parsed from JSON. */
export interface Frame {
  readonly event: string;
  /** Where the stream stands after it; undefined where it moves no cursor. */
  readonly cursor: string | undefined;
  readonly data: unknown;
}

export interface FrameHandlers {
  frame(frame: Frame): void;
  retry(ms: number): void;
  /** A frame that was skipped. */
  broken(reason: string): void;
}

/** Takes the text of a stream piece by piece; what cannot be read is told, and skipped. */
export const frameReader = ({ frame, retry, broken }: FrameHandlers): ((text: string) => void) =>
  eventSourceParser({
    retry,
    broken,
    event: (event, data, cursor) => {
      const parsed = parse(data);
      if (parsed) frame({ event, cursor, data: parsed.value });
      else broken(`The data of an event ${event} is not JSON.`);
    },
  });

function parse(data: string): { value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return { value };
  } catch {
    return undefined;
  }
}
