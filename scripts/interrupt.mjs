const controller = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => controller.abort());

/** Aborts when somebody asks this process to stop. Later signals change nothing: stopping has deadlines of its own. */
export const interrupt = controller.signal;

/** Settles when somebody asks this process to stop. */
export const interrupted = new Promise((resolve) => interrupt.addEventListener("abort", resolve));
