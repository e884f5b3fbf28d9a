import { pauseAfter } from "../connection/backoff.js";
import type { Delivery } from "../delivery/delivery.js";
import type { Environment } from "../environment/environment.js";
import type { Entry } from "./entry.js";

interface EntriesDeps {
  readonly env: Environment;
  readonly delivery: Delivery;
  /** The full name of a channel. */
  named(name: string): string;
  /** It is known who the user is. */
  isBegun(): boolean;
}

const triesToLoad = 3;

/** The subscriptions of a page, and whether each is with the user of the moment. */
export class Entries extends Set<Entry> {
  constructor(private readonly deps: EntriesDeps) {
    super();
  }

  /** Before they begin, code that some of them need is loaded. */
  async ready(): Promise<void> {
    if ([...this].some(({ options }) => options.state)) await this.deps.delivery.kept.load();
  }

  attach(entry: Entry): void {
    const { delivery, named } = this.deps;
    if (entry.reader) return;
    if (entry.options.state && !delivery.kept.keeping && !entry.goesWithout)
      return void this.#attachLater(entry);
    const names = entry.names && [...new Set(entry.names.map(named))];
    entry.reader = delivery.subscribe(names, entry.handler, entry.options);
  }

  detach(entry: Entry): void {
    if (entry.reader) this.deps.delivery.unsubscribe(entry.reader);
    delete entry.reader;
  }

  attachAll(): void {
    for (const entry of this) this.attach(entry);
  }

  detachAll(): void {
    for (const entry of this) this.detach(entry);
  }

  /** Its state is to be given back before its events come: the code for that is loaded first, if it can be had. */
  async #attachLater(entry: Entry): Promise<void> {
    const { env, delivery, isBegun } = this.deps;
    for (let failures = 0; failures < triesToLoad && !(await delivery.kept.load()); failures++) {
      const ms = pauseAfter(failures, env.random, { leastMs: 500 });
      await new Promise<void>((resolve) => void env.after(ms, resolve));
    }
    entry.goesWithout = true;
    if (this.has(entry) && isBegun()) this.attach(entry);
  }
}
