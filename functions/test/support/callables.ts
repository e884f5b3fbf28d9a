import { randomUUID } from "node:crypto";
import { deleteApp, initializeApp } from "@firebase/app";
import { CustomProvider, initializeAppCheck } from "firebase/app-check";
import {
  connectFunctionsEmulator,
  type Functions,
  type FunctionsError,
  getFunctions,
  type HttpsCallable,
  httpsCallable,
} from "@firebase/functions";
import { SubscribeResult } from "@firecast/contract/callables";
import { z } from "zod";

/** A chunk of `subscribe`: an event's envelope or a control event, with its cursor. */
const Chunk = z.looseObject({
  type: z.string(),
  data: z.unknown().optional(),
  cursor: z.string().optional(),
});
export type Chunk = z.infer<typeof Chunk>;

/** Firebase's own web SDK for one user, which looks for the callable functions at that server. */
export class CallableClient {
  private readonly functions: Functions;
  private flows = Promise.resolve();
  private flow = (): void => undefined;

  /** `appToken` issues tokens of App Check, one for each call. */
  constructor(
    baseUrl: string,
    token?: string,
    private readonly appToken?: () => string,
  ) {
    const app = initializeApp({ projectId: "demo-firecast", apiKey: "none", appId: "none" }, randomUUID());
    if (appToken) {
      const getToken = () => Promise.resolve({ token: appToken(), expireTimeMillis: Date.now() + 3_600_000 });
      initializeAppCheck(app, { provider: new CustomProvider({ getToken }) });
    }
    this.functions = getFunctions(app, "us-central1");
    const { hostname, port } = new URL(baseUrl);
    connectFunctionsEmulator(this.functions, hostname, Number(port));
    Object.assign(this.functions, { fetchImpl: this.fetching(token) });
  }

  async call(data: unknown): Promise<unknown> {
    return (await this.callable("call")(data)).data;
  }

  async subscribe(data: unknown) {
    const leaving = new AbortController();
    const { stream, data: result } = await this.callable("subscribe").stream(data, {
      signal: leaving.signal,
    });
    result.catch(() => undefined);
    return {
      chunks: chunksOf(stream),
      result: async () => SubscribeResult.parse(await result),
      leave: () => leaving.abort(),
    };
  }

  pause(): void {
    this.flows = new Promise((resolve) => (this.flow = resolve));
  }

  resume(): void {
    this.flow();
  }

  close(): Promise<void> {
    return deleteApp(this.functions.app);
  }

  private callable(name: string): HttpsCallable {
    return httpsCallable(this.functions, name, { limitedUseAppCheckTokens: this.appToken !== undefined });
  }

  /** The SDK reads as fast as it can: a reader that pauses holds back what it reads from. */
  private fetching(token: string | undefined): typeof fetch {
    return async (url, init) => {
      const headers = new Headers(init?.headers);
      if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
      const response = await fetch(url, { ...init, headers });
      const gate = new TransformStream({
        transform: async (bytes, controller) => {
          await this.flows;
          controller.enqueue(bytes);
        },
      });
      return new Response(response.body?.pipeThrough(gate) ?? null, response);
    };
  }
}

async function* chunksOf(stream: AsyncIterable<unknown>): AsyncGenerator<Chunk, undefined> {
  for await (const chunk of stream) yield Chunk.parse(chunk);
}

/** What a call was refused with: its code, and the problem document. */
export async function refusalOf(call: Promise<unknown>): Promise<{ code: string; details: unknown }> {
  try {
    await call;
  } catch (error) {
    if (isRefusal(error)) return { code: error.code, details: error.details };
    throw error;
  }
  throw new Error("The call was not refused.");
}

export const isRefusal = (error: unknown): error is FunctionsError =>
  error instanceof Error && "code" in error && "details" in error;
