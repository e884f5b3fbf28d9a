/** Ids of what the user has seen, by whatever way it came: the newest of them. */
const remembered = 200;

/** What came by the stream and by a push is one thing to the user. */
export class SeenIds {
  readonly #ids = new Set<string>();

  /** Whether it is new; from then on it is not. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > remembered) for (const oldest of this.#ids) return this.#ids.delete(oldest);
    return true;
  }
}
