/** Who is told of something. A listener that throws keeps none of the others from hearing. */
export class Listeners<Value> {
  readonly #all = new Set<(value: Value) => void>();

  constructor(private readonly log: (...words: readonly unknown[]) => void) {}

  /** Returns what ends that. */
  add(listener: (value: Value) => void): () => void {
    const own = (value: Value): void => listener(value); // the same function may listen twice
    this.#all.add(own);
    return () => void this.#all.delete(own);
  }

  tell(value: Value): void {
    for (const listener of [...this.#all]) {
      try {
        if (this.#all.has(listener)) listener(value); // one before it may have ended it
      } catch (error) {
        this.log("A listener threw.", error);
      }
    }
  }
}
