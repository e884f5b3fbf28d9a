import type { RealtimeOptions } from "../types/options.js";
import type { Parts } from "./parts.js";

/** What the client needs of the place where it runs. Handed in, so that tests state time, chance and trouble. */
export interface Environment {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls once, after so many ms; the function that it returns calls that off. */
  after(ms: number, act: () => void): () => void;
  /** From 0 up to 1. */
  random(): number;
  uuid(): string;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** What sockets bring in their URL: browsers let them bring no header. */
  readonly appCheckToken?: RealtimeOptions["getAppCheckToken"];
  /** Default: a `WebSocket`, where there are any. */
  readonly openSocket?: (url: string, protocols: readonly string[]) => Socket;
  /** Where relative URLs begin. */
  readonly origin: string;
  readonly page: Page;
  /** Of this tab, and gone with it; undefined where there is none. */
  readonly storage: TabStorage | undefined;
  /** Of the browser: it outlives the tab. Undefined where there is none. */
  readonly lasting: TabStorage | undefined;
  /** How pages of one browser find each other; undefined where a page is by itself. */
  readonly siblings: (() => Promise<Siblings>) | undefined;
  /** Code that is loaded when it is needed. */
  readonly parts: Parts;
  log(...words: readonly unknown[]): void;
}

/** What is used of a `WebSocket`. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  send(text: string): void;
  close(): void;
}

export type PageEvent = "visible" | "hidden" | "online" | "offline" | "pageshow" | "pagehide";

export interface Page {
  isVisible(): boolean;
  /** False is certain; true may be wrong. */
  isOnline(): boolean;
  on(event: PageEvent, act: () => void): () => void;
}

export interface TabStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Siblings {
  /**
   * Waits for the lock; `steal` takes it from the page that has it. `held` is called once it is ours, with what gives it back. Called
   * off by the function that is returned. `lost`: another page has stolen it.
   */
  lock(
    name: string,
    how: { steal: boolean },
    held: (release: () => void) => void,
    lost: () => void,
  ): () => void;
  broadcast(name: string, hear: (message: unknown) => void): { post(message: unknown): void; close(): void };
}
