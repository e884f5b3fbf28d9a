/** The ids of the latest events: a bounded memory. */
export class RecentIds<Value> {
  readonly #values = new Map<string, Value>();

  constructor(private readonly max: number) {}

  get(id: string): Value | undefined {
    return this.#values.get(id);
  }

  set(id: string, value: Value): void {
    this.#values.set(id, value);
    if (this.#values.size <= this.max) return;
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest);
      return;
    }
  }

  /** False: it is known already. */
  add(id: string, value: Value): boolean {
    const isNew = !this.#values.has(id);
    if (isNew) this.set(id, value);
    return isNew;
  }

  clear(): void {
    this.#values.clear();
  }
}

/** The latest events, for those who look at them later. */
export class RecentEvents<Event> {
  #events: Event[] = [];

  constructor(private readonly max: number) {}

  get all(): readonly Event[] {
    return this.#events.slice(-this.max);
  }

  add(event: Event): void {
    if (this.#events.at(-1) === event) return; // it has come by another name of its channel
    this.#events.push(event);
    if (this.#events.length > 2 * this.max) this.#events = this.#events.slice(-this.max);
  }

  clear(): void {
    this.#events = [];
  }
}
