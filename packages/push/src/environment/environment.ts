/** What pushes need of the page that they come to. Handed in, so that tests state it. */
export interface PushEnvironment {
  /** ms since the epoch. */
  now(): number;
  uuid(): string;
  readonly storage: Pick<Storage, "getItem" | "setItem"> | undefined;
  /** Undefined where the browser has no notifications or service workers, or the page is no secure context. */
  readonly browser: PushBrowser | undefined;
}

export interface PushBrowser {
  permission(): string;
  requestPermission(): Promise<string>;
  register(worker: string): Promise<ServiceWorkerRegistration>;
  /** What service workers say to the page. Returns what ends that. */
  listen(hear: (message: unknown) => void): () => void;
  /** Calls when the user looks at the page again. Returns what ends that. */
  onVisible(act: () => void): () => void;
  setBadge(count: number): Promise<void>;
  open(url: string): void;
}
