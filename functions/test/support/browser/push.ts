import type { Worker } from "playwright-core";
import type { Profile } from "./profile.js";
import type { Tab } from "./tab.js";

/** What a service worker has shown to the user. */
export interface Shown {
  readonly title: string;
  readonly body?: string;
  readonly tag?: string;
  readonly data?: unknown;
}

/**
 * Hands a message to the service worker of the tab's page, as a push service does. Wait for `navigator.serviceWorker.ready`
 * before. `data` is text, as FCM's JSON. Its session ends with the tab: to end it while the worker runs can hang.
 */
export async function push({ context }: Profile, { page }: Tab, data: string): Promise<void> {
  const { origin } = new URL(page.url());
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ scopeURL, isDeleted }) => !isDeleted && scopeURL.startsWith(origin));
      if (own) resolve(own.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
}

/** Before the page is opened: the user has allowed notifications. A shell without a desktop denies them all the same. */
export async function allowNotifications({ context }: Profile): Promise<void> {
  await context.grantPermissions(["notifications"]);
  await context.addInitScript('Object.defineProperty(Notification, "permission", { get: () => "granted" })');
}

/**
 * A shell without a desktop shows no notifications, and a browser lets no script click one: this takes the place of both in a worker.
 * What was shown and opened is to be read there.
 */
export async function watchNotifications({ context }: Profile, { page }: Tab): Promise<NotificationWatch> {
  await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
  const { origin } = new URL(page.url());
  const worker = context.serviceWorkers().find((one) => one.url().startsWith(origin));
  if (!worker) throw new Error("The page has no service worker.");
  await worker.evaluate(standIn);
  return {
    worker,
    shown: () =>
      worker.evaluate("shownNotifications.map(({ title, body, tag, data }) => ({ title, body, tag, data }))"),
    badges: () => worker.evaluate("badges"),
    opened: () => worker.evaluate("openedWindows"),
    click: (tag) => worker.evaluate(`clickNotification(${JSON.stringify(tag)})`),
  };
}

export interface NotificationWatch {
  readonly worker: Worker;
  /** Those that are still there, oldest first. */
  shown(): Promise<Shown[]>;
  /** Of the app's icon, in their order. */
  badges(): Promise<number[]>;
  /** Addresses that were opened, and those of pages that were brought to the front. */
  opened(): Promise<{ how: "open" | "focus"; url: string }[]>;
  /** Resolves when the handler has done all that it has to. */
  click(tag: string): Promise<void>;
}

const standIn = `
  globalThis.shownNotifications = [];
  globalThis.openedWindows = [];
  globalThis.badges = [];
  // A shell has no badges, and ends a process that sets one.
  WorkerNavigator.prototype.setAppBadge = async (count) => void badges.push(count);
  WorkerNavigator.prototype.clearAppBadge = async () => void badges.push(0);
  const remove = (notification) => { shownNotifications = shownNotifications.filter((one) => one !== notification); };
  ServiceWorkerRegistration.prototype.showNotification = async (title, options = {}) => {
    shownNotifications = shownNotifications.filter(({ tag }) => !options.tag || tag !== options.tag);
    const notification = { title, ...options, close: () => remove(notification) };
    shownNotifications.push(notification);
  };
  ServiceWorkerRegistration.prototype.getNotifications = async ({ tag } = {}) =>
    shownNotifications.filter((one) => tag === undefined || one.tag === tag);
  WindowClient.prototype.focus = async function () {
    openedWindows.push({ how: "focus", url: this.url });
    return this;
  };
  clients.openWindow = async (url) => {
    openedWindows.push({ how: "open", url: new URL(url, location.href).href });
    return null;
  };
  globalThis.clickNotification = async (tag) => {
    const notification = shownNotifications.find((one) => one.tag === tag);
    const waits = [];
    const event = Object.assign(new ExtendableEvent("notificationclick"), { notification, action: "" });
    Object.defineProperty(event, "waitUntil", { value: (promise) => waits.push(promise) });
    dispatchEvent(event);
    await Promise.all(waits);
  };
  0`;
