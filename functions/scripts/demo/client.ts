import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { createParser } from "eventsource-parser";
import { z } from "zod";
import { WireEvent } from "@firecast/contract/core/events";

const auth = "http://127.0.0.1:9099/identitytoolkit.googleapis.com/v1";
const functions = "http://127.0.0.1:5001/demo-firecast/us-central1";

/** Where streams can be had: production's runtime first, and the emulated function if that is gone. */
const streamUrls = ["http://127.0.0.1:5010", `${functions}/streams`];
const apiUrl = `${functions}/api`;

const SignedIn = z.object({ idToken: z.string() });

export async function signIn(name: string): Promise<DemoUser> {
  const response = await fetch(`${auth}/accounts:signInWithPassword?key=demo`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      email: `${name}@example.com`,
      password: "firecast-demo",
      returnSecureToken: true,
    }),
  });
  return new DemoUser(name, SignedIn.parse(await response.json()).idToken);
}

/** What an app does for one user: posts that survive a dying server, and a stream that resumes. */
export class DemoUser {
  private lastEventId = "";

  constructor(
    readonly name: string,
    private readonly token: string,
  ) {}

  /** Repeats the request under its key until it is answered: the effect is there once. */
  async send(method: string, path: string, body: object): Promise<void> {
    const key = randomUUID();
    for (;;) {
      const response = await fetch(apiUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          "content-type": "application/json",
          "idempotency-key": key,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(15_000),
      }).catch(() => undefined);
      if (response?.ok) return;
      if (response && response.status < 500) throw new Error(`${method} ${path}: ${await response.text()}`);
      await delay(500);
    }
  }

  /** Events of a channel's stream until `signal` aborts, over as many connections as it takes. */
  async *watch(
    path: string,
    signal: AbortSignal,
    onConnection: (note: string) => void,
  ): AsyncGenerator<WireEvent> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      const url = streamUrls[attempt % streamUrls.length] ?? "";
      const resuming = this.lastEventId && { "last-event-id": this.lastEventId };
      try {
        const response = await fetch(url + path, {
          headers: { authorization: `Bearer ${this.token}`, ...resuming },
          signal,
        });
        if (!response.ok || !response.body) throw new Error(`${response.status}`);
        onConnection(`connected to ${new URL(url).host}${this.lastEventId ? ", resumed" : ""}`);
        yield* this.events(response.body);
        onConnection("the stream ended");
      } catch {
        if (!signal.aborted) onConnection("the stream broke");
      }
      await delay(300, undefined, { signal }).catch(() => undefined);
    }
  }

  private async *events(body: ReadableStream<Uint8Array>): AsyncGenerator<WireEvent> {
    const arrived: WireEvent[] = [];
    const parser = createParser({
      onEvent: ({ id, data }) => {
        if (id !== undefined) this.lastEventId = id;
        const event = WireEvent.safeParse(JSON.parse(data));
        if (event.success) arrived.push(event.data);
      },
    });
    const decoder = new TextDecoder();
    for await (const bytes of body) {
      parser.feed(decoder.decode(bytes, { stream: true }));
      yield* arrived.splice(0);
    }
  }
}
