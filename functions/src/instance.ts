import { handleFirst } from "./platform/http/requestHook.js";
import { gracefulShutdown } from "./platform/shutdown.js";
import { compose } from "./compose.js";

/** This process's one instance, made when a function is first called. */
export const instance = compose();

handleFirst(instance.gate);
gracefulShutdown().onShutdown(() => instance.close());
