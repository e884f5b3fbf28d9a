import type { SuspendedReason } from "../types/states.js";

/** The end of these is up to the application. */
const given: readonly SuspendedReason[] = ["disabled", "disconnected"];
/** Which of several reasons is told. */
const priority: readonly SuspendedReason[] = [
  ...given,
  ...(["auth", "offline", "elsewhere", "attempts", "hidden"] as const),
];

/** Why the connection rests. */
export class Gates {
  readonly #closed = new Set<SuspendedReason>();

  /** The one that is told comes first. */
  get reasons(): readonly SuspendedReason[] {
    return priority.filter((reason) => this.#closed.has(reason));
  }

  /** The application wants no connection. */
  get isUnwanted(): boolean {
    return given.some((reason) => this.#closed.has(reason));
  }

  has(reason: SuspendedReason): boolean {
    return this.#closed.has(reason);
  }

  close(reason: SuspendedReason): void {
    this.#closed.add(reason);
  }

  open(...reasons: readonly SuspendedReason[]): void {
    for (const reason of reasons) this.#closed.delete(reason);
  }
}
