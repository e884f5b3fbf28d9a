import type { Environment } from "../environment/environment.js";

interface HidingDeps {
  readonly env: Pick<Environment, "after" | "page">;
  /** 0: never. */
  readonly afterMs: number;
  /** Another page of the browser is looked at. */
  isAnyVisible(): boolean;
  /** All pages have been hidden for so long. */
  letGo(): void;
}

/** Waits until a page that is hidden is to let go of its stream. */
export class Hiding {
  #waiting: (() => void) | undefined;

  constructor(private readonly deps: HidingDeps) {}

  begin(): void {
    const { env, afterMs, isAnyVisible, letGo } = this.deps;
    this.end();
    if (afterMs <= 0) return;
    this.#waiting = env.after(afterMs, () => {
      if (env.page.isVisible()) return;
      // Then this one goes on, and asks again.
      if (isAnyVisible()) this.begin();
      else letGo();
    });
  }

  end(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }
}
