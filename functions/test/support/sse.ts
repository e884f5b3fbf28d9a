import http from "node:http";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createParser } from "eventsource-parser";

/** A frame as a client sees it; `data` is parsed as JSON. */
export interface Frame {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

export interface SseRequest {
  /** ID token, sent as `Authorization: Bearer`. */
  token?: string;
  lastEventId?: string | undefined;
  headers?: http.OutgoingHttpHeaders;
}

const patienceMs = 30_000;

/** One response of a stream route, read as it arrives. */
export class SseClient {
  readonly frames: Frame[] = [];
  lastEventId: string | undefined;
  retryMs: number | undefined;
  /** Whether the response has ended; resolves when it has, cut off or not. */
  readonly ended: Promise<void>;
  hasEnded = false;
  /** What was wrong with the compressed bytes, such as that they ended in the middle. */
  undecodable: Error | undefined;
  private readonly body: Readable;
  private readonly chunks: Buffer[] = [];
  private readonly changed = new Set<() => void>();

  private constructor(
    private readonly request: http.ClientRequest,
    readonly response: http.IncomingMessage,
  ) {
    const parser = createParser({
      onEvent: ({ event = "message", id, data }) => {
        if (id !== undefined) this.lastEventId = id;
        this.frames.push({ event, id, data: JSON.parse(data) as unknown });
      },
      onRetry: (ms) => (this.retryMs = ms),
      onError: (error) => {
        throw error;
      },
    });
    const decoder = new TextDecoder();
    const isCompressed = response.headers["content-encoding"] === "gzip";
    const broken = (error: Error | null): void => void (this.undecodable = error ?? undefined);
    this.body = isCompressed ? pipeline(response, createGunzip(), broken) : response;
    this.body.on("data", (chunk: Buffer) => {
      this.chunks.push(chunk);
      parser.feed(decoder.decode(chunk, { stream: true }));
      this.tell();
    });
    response.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      this.body.once("close", () => {
        this.hasEnded = true;
        this.tell();
        resolve();
      });
    });
  }

  /** Resolves when the head of the response is there, whatever its status. */
  static open(url: string, { token, lastEventId, headers = {} }: SseRequest = {}): Promise<SseClient> {
    return new Promise((resolve, reject) => {
      const request = http.get(url, {
        agent: false,
        headers: {
          ...(token !== undefined && { Authorization: `Bearer ${token}` }),
          ...(lastEventId !== undefined && { "Last-Event-ID": lastEventId }),
          ...headers,
        },
      });
      request.on("error", reject);
      request.once("response", (response) => resolve(new SseClient(request, response)));
    });
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  /** Every byte of the body so far. */
  get raw(): string {
    return Buffer.concat(this.chunks).toString("utf8");
  }

  get bytes(): number {
    return this.chunks.reduce((sum, { length }) => sum + length, 0);
  }

  named(...names: string[]): Frame[] {
    return this.frames.filter(({ event }) => names.includes(event));
  }

  /** The first frame that fits, past or to come. Rejects at the deadline, or when the stream ends without it. */
  async waitFor(fits: (frame: Frame) => boolean, withinMs = patienceMs): Promise<Frame> {
    await this.until(() => this.frames.some(fits), withinMs);
    const found = this.frames.find(fits);
    if (!found) throw new Error(`The stream ended without that frame, after:\n${this.tail()}`);
    return found;
  }

  /** Resolves when `done` holds or the stream has ended. */
  async until(done: () => boolean, withinMs = patienceMs): Promise<void> {
    if (done() || this.hasEnded) return;
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => {
        this.changed.delete(look);
        reject(new Error(`Nothing of that kind within ${withinMs} ms, but:\n${this.tail()}`));
      }, withinMs);
      const look = (): void => {
        if (!done() && !this.hasEnded) return;
        clearTimeout(limit);
        this.changed.delete(look);
        resolve();
      };
      this.changed.add(look);
    });
  }

  /** Stops reading: what the server writes from now on fills buffers, its own in the end. */
  pause(): void {
    this.body.pause();
  }

  resume(): void {
    this.body.resume();
  }

  /** Leaves without a word, as a closed tab does. */
  close(): void {
    this.request.destroy();
  }

  private tell(): void {
    for (const look of [...this.changed]) look();
  }

  private tail(): string {
    return this.raw.slice(-2000) || "(nothing)";
  }
}
