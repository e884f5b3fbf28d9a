import type { Page } from "../environment/environment.js";

/** Whether there is a network: a browser on a machine that has none but its own says no, and reaches what runs there. */
export class Network {
  /** A connection was had since the browser last said something else than before. */
  isProven = false;

  constructor(private readonly page: Pick<Page, "isOnline">) {}

  /** The browser says that there is none, and nothing has got through since. */
  get isGone(): boolean {
    return !this.page.isOnline() && !this.isProven;
  }
}
