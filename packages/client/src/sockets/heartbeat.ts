interface HeartbeatOptions {
  /** ms; 0: no heartbeats. */
  readonly everyMs: number;
  readonly after: (ms: number, act: () => void) => () => void;
  readonly beat: () => void;
  /** The server used to answer, and does no more. */
  readonly silent: () => void;
}

/**
 * Keeps a connection from looking idle to what stands between, and watches it. Not every server answers, so silence means
 * something only where the heartbeats of this connection were answered before.
 */
export function createHeartbeat({ everyMs, after, beat, silent }: HeartbeatOptions) {
  let cancel = (): void => undefined;
  let isAnswered = false;
  let heardSince = true;

  const next = (): void => {
    if (everyMs <= 0) return;
    cancel = after(everyMs, () => {
      if (isAnswered && !heardSince) return silent();
      heardSince = false;
      beat();
      next();
    });
  };
  return {
    start: (): void => {
      isAnswered = false;
      heardSince = true;
      next();
    },
    stop: (): void => cancel(),
    heard: (message: unknown): void => {
      heardSince = true;
      isAnswered ||= isPong(message);
    },
  };
}

/** `pong`, or `{"type":"pong", …}`. */
const isPong = (message: unknown): boolean =>
  message === "pong" ||
  (typeof message === "object" && message !== null && "type" in message && message.type === "pong");
