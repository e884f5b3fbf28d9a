/** How long a first pause may be, as callers ask for it: see `Realtime.pace`. */
export class Paces {
  readonly #asked = new Set<readonly [firstMs: number]>();

  /** Undefined: none is asked for. */
  get shortestMs(): number | undefined {
    return this.#asked.size > 0 ? Math.min(...[...this.#asked].flat()) : undefined;
  }

  /** Returns what takes that back. */
  ask(firstMs: number): () => void {
    const asked = [firstMs] as const;
    this.#asked.add(asked);
    return () => void this.#asked.delete(asked);
  }
}
