type Fetch = (url: string | URL, init: RequestInit) => Promise<Response>;

/** `fetch` for an EventSource, signed in, over a line that breaks. */
export interface CuttingFetch {
  /** Answers that were cut off. */
  readonly cuts: number;
  /** Lets go of every answer after as many bytes as it says; undefined: never. */
  readonly fetch: Fetch;
}

/** A client shall come back soon: a test has no herd to spread. */
const retry = /retry: \d+/;

export function cuttingFetch(token: string, bytesUntilCut: () => number | undefined): CuttingFetch {
  let cuts = 0;
  const cutting = (left: number) =>
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        // Bytes stay bytes: a cut may come within a letter.
        const text = Buffer.from(chunk).toString("latin1").replace(retry, "retry: 5");
        const bytes = Buffer.from(text, "latin1");
        controller.enqueue(bytes.subarray(0, Math.max(0, left)));
        left -= bytes.length;
        if (left > 0) return;
        cuts++;
        controller.terminate();
      },
    });
  return {
    get cuts() {
      return cuts;
    },
    fetch: async (url, init) => {
      const headers = new Headers(init.headers);
      headers.set("Authorization", `Bearer ${token}`);
      const { body, status, headers: answered } = await fetch(url, { ...init, headers });
      const cut = body?.pipeThrough(cutting(bytesUntilCut() ?? Infinity)) ?? null;
      return new Response(cut, { status, headers: answered });
    },
  };
}
