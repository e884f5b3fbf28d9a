interface Asked {
  /** What the browser says: `Notification.permission`. */
  readonly permission: string;
  /** How often the user said "not now", and when last, ms since the epoch. */
  readonly laters: number;
  readonly laterAt: number;
  readonly now: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const restMs = 14 * dayMs;
const mostLaters = 3;

/**
 * Whether to offer pushes at a moment at which they would help, such as after the user's first message. A browser asks once: who
 * denies there is never asked again, so that the app asks first. After "not now" it rests for two weeks, and after three for good.
 */
export const mayAsk = ({ permission, laters, laterAt, now }: Asked): boolean =>
  permission === "default" && laters < mostLaters && (laters === 0 || now - laterAt >= restMs);
