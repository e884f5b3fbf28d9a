interface WatchDeps {
  /** Calls back after `ms`. Returns what takes that back. */
  readonly after: (ms: number, act: () => void) => () => void;
  /** Something waits that another tab should have sent. */
  readonly isStuck: () => boolean;
  /** Asks the tab that sends whether it lives. */
  readonly ask: () => void;
  readonly steal: () => void;
}

const unsentForMs = 4000;
const answeredWithinMs = 3000;

/** The tab that sends may be frozen: it keeps its lock, and neither sends nor answers. Another one takes its place then. */
export function watchForFrozen({ after, isStuck, ask, steal }: WatchDeps) {
  let cancel: (() => void) | undefined;
  const look = (): void => {
    cancel ??= after(unsentForMs, () => {
      cancel = undefined;
      if (!isStuck()) return;
      cancel = after(answeredWithinMs, () => {
        cancel = undefined;
        if (isStuck()) steal();
      });
      ask();
    });
  };
  const stop = (): void => {
    cancel?.();
    cancel = undefined;
  };
  return {
    /** Something waits for the tab that sends. */
    look,
    /** That tab lives. */
    answered: (): void => {
      stop();
      if (isStuck()) look();
    },
    stop,
  };
}
