/** Time that passes when a test says so. */
export interface TestClock {
  now(): number;
  after(ms: number, act: () => void): () => void;
  /** Lets time pass, ms: what is due runs in its order, and what follows from that is done. Default: none passes. */
  pass(ms?: number): Promise<void>;
  /** No time passes before it has settled, such as code that is being loaded. */
  waitFor<Loaded>(loading: Promise<Loaded>): Promise<Loaded>;
}

interface Timer {
  readonly at: number;
  readonly act: () => void;
}

export function testClock(start = Date.UTC(2030, 0, 1)): TestClock {
  let now = start;
  const timers = new Set<Timer>();
  const loading = new Set<Promise<unknown>>();
  const settled = async (): Promise<void> => {
    await turns();
    while (loading.size > 0) {
      await Promise.allSettled(loading);
      await turns();
    }
  };
  const nextBefore = (end: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) if (timer.at <= end && (!next || timer.at < next.at)) next = timer;
    return next;
  };
  return {
    now: () => now,
    after: (ms, act) => {
      const timer = { at: now + Math.max(0, ms), act };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    pass: async (ms = 0) => {
      const end = now + ms;
      await settled();
      for (let timer = nextBefore(end); timer; timer = nextBefore(end)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.act();
        await settled();
      }
      now = end;
    },
    waitFor: (promise) => {
      loading.add(promise);
      return promise.finally(() => loading.delete(promise));
    },
  };
}

/** Until all promises that can go on have done so: a message is a task of its own, and sooner there than any timer. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++)
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener("message", () => {
        port1.close();
        resolve();
      });
      port1.start();
      port2.postMessage(undefined);
    });
}
