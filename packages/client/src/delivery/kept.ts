import type { Part } from "../environment/parts.js";
import type { Keeping, KeepingDeps } from "../later/keeping.js";
import type { Later } from "../later/later.js";

interface KeptDeps extends KeepingDeps {
  readonly later: Part<Later>;
}

/** What keeps states and positions over a reload, once it is loaded: only subscriptions with a `state` need it. */
export class Kept {
  keeping: Keeping | undefined;
  #owner: string | undefined;

  constructor(private readonly deps: KeptDeps) {}

  /** What each user leaves is kept apart; undefined: the user is gone. */
  belongsTo(owner: string | undefined): void {
    this.#owner = owner;
    if (owner === undefined) this.keeping?.forget();
    else this.keeping?.begin(owner);
  }

  /** False: the code cannot be loaded now. */
  async load(): Promise<boolean> {
    const code = await this.deps.later.load().catch(() => undefined);
    if (!code) return false;
    if (!this.keeping) {
      this.keeping = code.keepingOf(this.deps);
      this.belongsTo(this.#owner);
    }
    return true;
  }
}
