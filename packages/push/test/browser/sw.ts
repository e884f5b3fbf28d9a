import { handlePushes, type WorkerScope } from "@firecast/push/worker";

declare const self: WorkerScope & {
  addEventListener(
    type: "activate",
    listen: (event: { waitUntil(what: Promise<unknown>): void }) => void,
  ): void;
  readonly clients: { claim(): Promise<void> };
};

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
handlePushes(self);
