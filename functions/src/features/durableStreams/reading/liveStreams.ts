import { type Clock, seconds } from "../../../platform/clock.js";
import type { Follow } from "../../../realtime/index.js";
import type { Readable } from "./readable.js";

/** What readers at as many places of a stream are sent is kept, about 1 MiB each. */
const keptFrames = 4;

/** What the bus lost is found by then. */
const lookEvery = seconds(5);

/**
 * A stream that readers of this instance wait for. What it has come to is read once for all of them, when it was said to have
 * changed, and what they are sent is made once.
 */
export class LiveStream {
  readers = 0;
  private isStale = true;
  private reading: Promise<Readable | undefined> | undefined;
  private waking = untilCalled();
  private readonly made = new Map<string, Promise<Buffer | undefined>>();
  private readonly timer: NodeJS.Timeout;
  /** When its time to live ends, readers hear so. */
  private ending: NodeJS.Timeout | undefined;
  /** Stops hearing of it. */
  private letGo: (() => void) | undefined;

  constructor(
    private stream: Readable | undefined,
    private readonly clock: Clock,
  ) {
    this.expect(stream);
    this.timer = setInterval(() => this.wake(), lookEvery).unref();
  }

  async listen(follow: Follow, { channel }: Readable): Promise<void> {
    this.letGo = await follow(channel, () => this.wake());
  }

  wake(): void {
    this.isStale = true;
    this.waking.call();
    this.waking = untilCalled();
  }

  /** Resolves when it may have changed. To be asked for before `current`. */
  get change(): Promise<void> {
    return this.waking.promise;
  }

  /** As it is now; undefined when it is gone. */
  current(): Promise<Readable | undefined> {
    if (this.reading) return this.reading;
    return this.isStale ? (this.reading = this.look()) : Promise.resolve(this.stream);
  }

  private async look(): Promise<Readable | undefined> {
    this.isStale = false;
    try {
      const now = await this.stream?.again();
      if (now?.end !== this.stream?.end || now?.closed !== this.stream?.closed) this.made.clear();
      this.stream = now;
      this.expect(now);
    } catch (error) {
      this.isStale = true;
      throw error;
    } finally {
      this.reading = undefined;
    }
    return this.stream;
  }

  /** Its end is later than that if it is used meanwhile. What ends much later, the looks find. */
  private expect(stream: Readable | undefined): void {
    clearTimeout(this.ending);
    const inMs = (stream?.expiry ?? Infinity) - this.clock.now();
    if (inMs > 0 && inMs < lookEvery) this.ending = setTimeout(() => this.wake(), inMs).unref();
  }

  /** What readers at the same place are sent, as the stream is now. */
  once(place: string, make: () => Promise<Buffer | undefined>): Promise<Buffer | undefined> {
    const known = this.made.get(place) ?? this.makeAt(place, make);
    this.made.delete(place); // the one that was used last is the last one
    this.made.set(place, known);
    for (const oldest of this.made.keys()) {
      if (this.made.size <= keptFrames) break;
      this.made.delete(oldest);
    }
    return known;
  }

  /** Who waits for it hears that it failed; the next one does not. */
  private makeAt(place: string, make: () => Promise<Buffer | undefined>): Promise<Buffer | undefined> {
    const making = make();
    making.catch(() => {
      if (this.made.get(place) === making) this.made.delete(place);
    });
    return making;
  }

  close(): void {
    clearInterval(this.timer);
    clearTimeout(this.ending);
    this.letGo?.();
  }
}

function untilCalled(): { promise: Promise<void>; call: () => void } {
  let call = (): void => undefined;
  const promise = new Promise<void>((resolve) => (call = resolve));
  return { promise, call: () => call() };
}

export interface LiveStreams {
  /** @throws Error if the bus does not answer in time. */
  follow(stream: Readable, follow: Follow): Promise<{ live: LiveStream; leave: () => void }>;
  readonly count: number;
  /** Aborted when the instance ends. */
  readonly ending: AbortSignal;
  end(): void;
}

export function liveStreams({ clock }: { clock: Clock }): LiveStreams {
  const streams = new Map<string, { live: LiveStream; ready: Promise<void> }>();
  const ending = new AbortController();
  let readers = 0;

  const enter = (stream: Readable, follow: Follow) => {
    const known = streams.get(stream.id);
    if (known) return known;
    const live = new LiveStream(stream, clock);
    const made = { live, ready: live.listen(follow, stream) };
    streams.set(stream.id, made);
    return made;
  };

  return {
    follow: async (stream, follow) => {
      const { live, ready } = enter(stream, follow);
      live.readers++;
      readers++;
      let hasLeft = false;
      const leave = (): void => {
        if (hasLeft) return;
        hasLeft = true;
        readers--;
        if (--live.readers > 0) return;
        if (streams.get(stream.id)?.live === live) streams.delete(stream.id);
        live.close();
      };
      try {
        await ready;
      } catch (error) {
        leave();
        throw error;
      }
      return { live, leave };
    },
    get count() {
      return readers;
    },
    ending: ending.signal,
    end: () => ending.abort(),
  };
}
