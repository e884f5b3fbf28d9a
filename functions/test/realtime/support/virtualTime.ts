interface Timer {
  at: number;
  every: number | undefined;
  run(): void;
  unref(): Timer;
}

const real = { setTimeout, setInterval, clearTimeout, clearInterval };
const realImmediate = setImmediate;

/** Lets everything happen that waits for nobody: promises that are settled, and the turn's end. */
export async function settled(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => realImmediate(resolve));
}

/** The global timers, run when the test says so; after each everything settles, as in a real event loop. */
class VirtualTime {
  private now = 0;
  private startedAt = 0;
  private timers = new Set<Timer>();

  start(): void {
    this.startedAt = this.now;
    const set = (every: boolean) => (run: () => void, ms: number) =>
      this.set(run, ms, every ? ms : undefined);
    const clear = (timer: Timer | undefined): void => void (timer && this.timers.delete(timer));
    this.replace({
      setTimeout: set(false),
      setInterval: set(true),
      clearTimeout: clear,
      clearInterval: clear,
    });
  }

  stop(): void {
    this.timers.clear();
    this.replace(real);
  }

  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (let next = this.due(until); next; next = this.due(until)) {
      this.now = Math.max(this.now, next.at);
      if (next.every === undefined) this.timers.delete(next);
      else next.at = this.now + next.every;
      next.run();
      await settled();
    }
    this.now = until;
  }

  /** How far away the next of these times is: `first` after the start, then every `every`, ms. */
  until({ first, every }: { first: number; every: number }): number {
    const since = this.now - this.startedAt - first;
    return since < 0 ? -since : every - (since % every);
  }

  private set(run: () => void, ms: number, every: number | undefined): Timer {
    const timer: Timer = { at: this.now + ms, every, run, unref: () => timer };
    this.timers.add(timer);
    return timer;
  }

  private due(until: number): Timer | undefined {
    const due = [...this.timers].filter(({ at }) => at <= until);
    return due.sort((a, b) => a.at - b.at)[0];
  }

  private replace(timers: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(timers)) {
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
  }
}

export const virtualTime = new VirtualTime();
