export interface Shutdown {
  /** `drain` runs once when the instance is told to stop; it has to be done within 8 s. */
  onShutdown(drain: () => Promise<void>): void;
}

/**
 * Cloud Run sends SIGTERM and kills 10 s later. functions-framework answers SIGTERM with an immediate exit
 * (GoogleCloudPlatform/functions-framework-nodejs#704), so its listeners are put behind ours: they run when every drain
 * is done, or after 8 s.
 */
export function gracefulShutdown(graceMs = 8000): Shutdown {
  const drains: (() => Promise<void>)[] = [];
  const drainThen = (signal: NodeJS.Signals, theirs: readonly NodeJS.SignalsListener[]): void => {
    const done = Promise.allSettled(drains.map((drain) => drain()));
    const finish = (): void => {
      if (theirs.length === 0) process.exit(0);
      for (const listener of theirs) listener(signal);
    };
    const limit = setTimeout(finish, graceMs);
    void done.then(() => {
      clearTimeout(limit);
      finish();
    });
  };
  const takeOver = (): void => {
    const theirs = process.listeners("SIGTERM");
    process.removeAllListeners("SIGTERM");
    process.once("SIGTERM", (signal) => {
      drainThen(signal, theirs);
    });
  };
  return {
    onShutdown: (drain) => {
      if (drains.push(drain) === 1) takeOver();
    },
  };
}
