import { gracefulShutdown } from "./platform/shutdown.js";
import { compose } from "./compose.js";

/** This process's one instance, made when a function is first called. */
export const instance = compose();

gracefulShutdown().onShutdown(() => instance.close());
