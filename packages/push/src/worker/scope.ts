/** What is used of a `ServiceWorkerGlobalScope`: its types and those of a page do not fit into one program. */
export interface WorkerScope {
  addEventListener(type: "push", listen: (event: PushEvent) => void): void;
  addEventListener(type: "notificationclick", listen: (event: ClickEvent) => void): void;
  readonly location: { readonly origin: string };
  readonly registration: {
    showNotification(title: string, options: NotificationFacts): Promise<void>;
    getNotifications(which: { tag: string }): Promise<readonly ShownNotification[]>;
  };
  readonly clients: {
    matchAll(which: { type: "window"; includeUncontrolled: true }): Promise<readonly WindowOfApp[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly navigator: {
    setAppBadge?(count: number): Promise<void>;
    clearAppBadge?(): Promise<void>;
  };
}

interface Lasting {
  waitUntil(what: Promise<unknown>): void;
}

interface PushEvent extends Lasting {
  readonly data: { text(): string } | null;
}

interface ClickEvent extends Lasting {
  readonly notification: ShownNotification;
}

export interface NotificationFacts {
  readonly body: string;
  readonly tag: string;
  readonly data: unknown;
  readonly icon?: string;
  readonly badge?: string;
  readonly renotify?: boolean;
}

export interface ShownNotification {
  readonly data: unknown;
  close(): void;
}

export interface WindowOfApp {
  readonly visibilityState: string;
  readonly focused: boolean;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
