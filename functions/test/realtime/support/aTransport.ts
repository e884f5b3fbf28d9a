import type { CloseReason } from "../../../src/realtime/session/ending/closeReason.js";
import type { Transport } from "../../../src/realtime/session/transport.js";
import { sseEncoding } from "../../../src/realtime/transports/sse.js";

/** A connection that keeps what is written to it; its reader takes as much as the test says. */
export function aTransport({ poll = false } = {}) {
  const chunks: Buffer[] = [];
  const acts: (() => void)[] = [];
  const state: { waiting: number; ended: CloseReason | undefined } = { waiting: 0, ended: undefined };
  let closed = false;
  /** The connection is gone. */
  const close = (): void => {
    closed = true;
    for (const act of acts.splice(0)) act();
  };
  const transport: Transport = {
    name: poll ? "long_poll" : "sse",
    poll,
    encoding: sseEncoding,
    sink: {
      get waiting() {
        return state.waiting;
      },
      get closed() {
        return closed;
      },
      drained: () => undefined,
      open: () => undefined,
      write: ({ bytes }) => void chunks.push(bytes),
      end: (reason) => {
        state.ended = reason;
      },
      destroy: close,
      onClose: (act) => void acts.push(act),
    },
  };
  return { transport, chunks, state, close, written: () => chunks.join("") };
}
