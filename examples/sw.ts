import { handlePushes, type WorkerScope } from "@firecast/push/worker";

declare const self: WorkerScope;

handlePushes(self);
