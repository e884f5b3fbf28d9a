import type { Page } from "../environment/environment.js";

/** Whether there is a network: a browser on a machine that has none but its own says no, and reaches what runs there. */
export class Network {
  #isProven = false;

  constructor(private readonly page: Pick<Page, "isOnline">) {}

  /** A connection was had. */
  proven(): void {
    this.#isProven = true;
  }

  /** The browser says something else than before. */
  changed(): void {
    this.#isProven = false;
  }

  /** The browser says that there is none, and nothing has got through since. */
  get isGone(): boolean {
    return !this.page.isOnline() && !this.#isProven;
  }
}
