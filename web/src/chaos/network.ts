/** What can happen to streams between a server and a page. */
export interface Weather {
  /** Every part of a stream comes so much later, ms. */
  delayMs: number;
  /** How many of 100 frames are lost. */
  lostPercent: number;
  /** Nothing comes, and nothing ends. */
  isFrozen: boolean;
  /** Every request fails. */
  isOffline: boolean;
}

export interface ChaosNetwork {
  readonly weather: Weather;
  /** Streams that are open. */
  readonly open: number;
  set(change: Partial<Weather>): void;
  /** Ends every stream as a network that breaks does. */
  cut(): void;
  /** The next request brings a token that the server refuses. */
  expireToken(): void;
  /** The page's own network again. */
  calm(): void;
}

const calmWeather: Weather = { delayMs: 0, lostPercent: 0, isFrozen: false, isOffline: false };
const frozenLookMs = 100;

/** Stands between the page and its network from now on. `fetch` is the real one; `replace` puts another in its place. */
export function chaosNetwork(
  real: typeof fetch,
  replace: (fetch: typeof globalThis.fetch) => void,
  random: () => number = Math.random,
): ChaosNetwork {
  const weather: Weather = { ...calmWeather };
  const streams = new Set<() => void>();
  let spoilsToken = false;

  const cut = (): void => {
    for (const end of [...streams]) end();
  };
  const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  /** The same answer, whose body comes as the weather is. */
  const throughWeather = (answer: Response): Response => {
    const { body } = answer;
    if (!body || !(answer.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) return answer;
    const reader = body.getReader();
    const frames = frameCutter();
    let isOver = false;
    let end = (): void => undefined;
    const stormy = new ReadableStream<Uint8Array>({
      start: (controller) => {
        end = () => {
          if (isOver) return;
          isOver = true;
          streams.delete(end);
          void reader.cancel().catch(() => undefined);
          controller.error(new TypeError("Cut by the chaos menu."));
        };
        streams.add(end);
      },
      pull: async (controller) => {
        for (;;) {
          const { done, value } = await reader.read();
          if (isOver) return;
          if (weather.delayMs > 0) await later(weather.delayMs);
          while (weather.isFrozen && !isOver) await later(frozenLookMs);
          if (isOver) return;
          if (done) {
            isOver = true;
            streams.delete(end);
            controller.close();
            return;
          }
          const kept = frames.push(value, () => random() * 100 < weather.lostPercent);
          if (kept.byteLength === 0) continue;
          controller.enqueue(kept);
          return;
        }
      },
      cancel: async (reason) => {
        isOver = true;
        streams.delete(end);
        await reader.cancel(reason);
      },
    });
    return new Response(stormy, { status: answer.status, headers: answer.headers });
  };

  replace(async (input, init) => {
    if (weather.isOffline) throw new TypeError("Offline by the chaos menu.");
    const headers = new Headers(init?.headers);
    if (spoilsToken && headers.has("Authorization")) {
      spoilsToken = false;
      headers.set("Authorization", "Bearer expired");
      return real(input, { ...init, headers });
    }
    return throughWeather(await real(input, init));
  });

  return {
    weather,
    get open() {
      return streams.size;
    },
    set: (change) => {
      Object.assign(weather, change);
      if (weather.isOffline) cut();
    },
    cut,
    expireToken: () => {
      spoilsToken = true;
      cut();
    },
    calm: () => {
      Object.assign(weather, calmWeather);
      spoilsToken = false;
      replace(real);
    },
  };
}

/** Cuts bytes into frames, so that what is lost is lost whole. A blank line ends a frame. */
function frameCutter() {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = "";
  return {
    push: (bytes: Uint8Array, isLost: () => boolean): Uint8Array<ArrayBuffer> => {
      const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
      rest = parts.pop() ?? "";
      // What opens a stream is never lost: without it there is none.
      const kept = parts.filter((frame) => frame.includes("event: connected") || !isLost());
      return encoder.encode(kept.map((frame) => `${frame}\n\n`).join(""));
    },
  };
}
