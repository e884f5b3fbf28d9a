import { descendantsOf, isAlive, listProcesses, signal } from "./processes.mjs";
import { pause, seconds, until } from "../wait.mjs";

const workersEndWithin = seconds(9); // streams have 8 s to say goodbye
const suiteEndsWithin = seconds(6); // it takes 3; with clients that keep coming back it would never end
const leftoversEndWithin = seconds(2);
const lookEvery = seconds(1);

/** Follows the processes of a running firebase CLI, so that all of them end, also where it dies without them. */
export function superviseSuite(cli) {
  let running = true;
  const exited = new Promise((resolve) => {
    cli.on("exit", (code, signal) => resolve({ code, signal }));
    cli.on("error", () => resolve({ code: 1, signal: null }));
  });
  void exited.then(() => (running = false));

  /** Each Java moves to a group of its own and outlives a killed CLI: remembered, it can be found again. */
  const known = new Map();
  function remember() {
    const processes = descendantsOf(cli.pid);
    for (const { pid, command } of processes) known.set(pid, command);
    return processes;
  }

  const workers = () => remember().filter(({ command }) => command.includes("functionsEmulatorRuntime"));

  /** A call in flight holds the suite's end up for a minute, so the functions' processes end first. */
  async function stopWorkers() {
    const asked = new Set(workers().map(({ pid }) => pid));
    asked.forEach((pid) => signal(pid, "SIGTERM"));
    await until(() => !workers().some(({ pid }) => asked.has(pid)), { within: workersEndWithin });
  }

  async function stopAll() {
    await suite.stopWorkers();
    signal(cli.pid, "SIGINT"); // once: a second one makes the CLI leave its children behind
    const ended = () => {
      workers().forEach(({ pid }) => signal(pid, "SIGKILL")); // too slow, or new for a client that came back
      return !running;
    };
    await until(ended, { within: suiteEndsWithin });
    if (!running) await until(() => leftovers().length === 0, { within: leftoversEndWithin });
    leftovers().forEach(({ pid }) => signal(pid, "SIGKILL"));
    await until(() => leftovers().length === 0, { within: leftoversEndWithin }); // their ports are free then
    await exited;
  }

  const leftovers = () =>
    listProcesses().filter(({ pid, group, command }) => group === cli.pid || known.get(pid) === command);

  /** The CLI goes on without an emulator that has died. */
  async function untilBroken() {
    const emulators = remember().filter(({ command }) => /\bjava\b/.test(command));
    const isWhole = () => running && emulators.every(({ pid }) => isAlive(pid));
    while (isWhole()) await Promise.race([exited, pause(lookEvery)]);
    return running ? { code: null, signal: null } : exited;
  }

  const suite = {
    isRunning: () => running,
    /** Settles when the CLI has ended, asked or not: `{ code, signal }`. */
    exited,
    /** Settles, as `exited`, when the CLI or one of its emulators has ended. */
    untilBroken,
    remember,
    stopWorkers: once(stopWorkers),
    stop: once(stopAll),
  };
  return suite;
}

function once(act) {
  let result;
  return () => (result ??= act());
}
