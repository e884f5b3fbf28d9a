import { attempt } from "../environment/attempt.js";
import type { Part } from "../environment/parts.js";
import type { Keeping, KeepingDeps } from "../later/keeping.js";
import type { Later } from "../later/later.js";

interface KeptDeps extends KeepingDeps {
  readonly later: Part<Later>;
}

/** What keeps states and positions over a reload, once it is loaded: only subscriptions with a `state` need it. */
export class Kept {
  keeping: Keeping | undefined;
  /** Of the item in the tab's storage. */
  #key: string | undefined;

  constructor(private readonly deps: KeptDeps) {}

  /** `owner`: the user and the backend. What another one left is not read. */
  begin(owner: string): void {
    this.#key = `firecast:${owner}`;
    this.keeping?.begin(this.#key);
  }

  /** The user is gone, and with them what an earlier page has kept, too. */
  forget(): void {
    const key = this.#key;
    this.keeping?.forget();
    if (key !== undefined) attempt(() => this.deps.env.storage?.removeItem(key));
    this.#key = undefined;
  }

  /** False: the code cannot be loaded now. */
  async load(): Promise<boolean> {
    const code = await this.deps.later.load().catch(() => undefined);
    if (!code) return false;
    if (!this.keeping) {
      this.keeping = code.keepingOf(this.deps);
      if (this.#key !== undefined) this.keeping.begin(this.#key);
    }
    return true;
  }
}
