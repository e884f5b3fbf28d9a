const controller = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => controller.abort());

/** Aborts when this process is asked to stop. Later signals change nothing: stopping has deadlines of its own. */
export const interrupt = controller.signal;

/** Settles when this process is asked to stop. */
export const interrupted = new Promise((resolve) => interrupt.addEventListener("abort", resolve));
