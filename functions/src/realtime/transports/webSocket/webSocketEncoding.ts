import type { Frame } from "../../hub/batch.js";
import type { Encoding, Message } from "../../session/transport.js";
import { deflatedFrames, pingFrame, textFrames } from "./frames.js";

/** Messages as JSON, one in each WebSocket message: events are the SSE envelope and the cursor, all else has `type` and `data`. */
export const webSocketEncoding = encodedBy(textFrames);

/** The same, compressed. */
export const deflatedWebSocketEncoding = encodedBy(deflatedFrames);

function encodedBy(framesOf: typeof textFrames): Encoding {
  return {
    messages: (messages) => {
      const isPing = messages.some(({ type }) => type === "ping");
      return { bytes: framesOf(messages.map(textOf), isPing ? pingFrame : undefined) };
    },
    batch: ({ frames }) => ({ bytes: framesOf(frames.map(frameText)) }),
    retry: (retryMs) => ({ bytes: framesOf([JSON.stringify({ type: "retry", retryMs })]) }),
  };
}

const frameText = ({ type, wire, entry }: Frame): string => textOf({ type, wire, cursor: entry });

export function textOf({ type, wire, cursor, retryMs }: Message): string {
  const own = `${cursor === undefined ? "" : `,"cursor":"${cursor}"`}${retryMs === undefined ? "" : `,"retryMs":${retryMs}`}`;
  return isEvent(type) ? `${wire.slice(0, -1)}${own}}` : `{"type":"${type}","data":${wire}${own}}`;
}

/** Events of channels are named `module:action`, and say so themselves; control events, `batch` and `snapshot` do not. */
const isEvent = (type: string): boolean => type.includes(":");
