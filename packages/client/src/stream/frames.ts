import { createParser } from "eventsource-parser";

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

/** A stream ends itself before it has sent 8 MB: no frame of ours is larger. */
export const maxFrameChars = 8 * 1024 * 1024;

/** Takes the text of a stream piece by piece. Returns false once a frame is too large: then nothing more can be read. */
export function frameReader({ frame, retry, broken }: FrameHandlers): (text: string) => boolean {
  let isWell = true;
  const parser = createParser({
    maxBufferSize: maxFrameChars,
    onEvent: ({ event = "message", id, data }) => {
      const parsed = parse(data);
      if (parsed) frame({ event, cursor: id, data: parsed.value });
      else broken(`The data of an event ${event} is not JSON.`);
    },
    onRetry: retry,
    onError: ({ type }) => {
      if (type !== "max-buffer-size-exceeded") return broken(`A line of the stream is wrong: ${type}.`);
      isWell = false;
      broken("A frame is too large.");
    },
  });
  return (text) => {
    if (isWell) parser.feed(text);
    return isWell;
  };
}

function parse(data: string): { value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return { value };
  } catch {
    return undefined;
  }
}
