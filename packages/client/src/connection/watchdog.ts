import type { Environment } from "../environment/environment.js";
import type { Link } from "../stream/link.js";
import type { Timers } from "./timers.js";

interface WatchdogDeps {
  readonly env: Pick<Environment, "now">;
  readonly timers: Timers;
  /** Nothing has come of it yet: it is to be asked for in another way. */
  unheard(link: Link): void;
  /** Its request was never answered. */
  unanswered(link: Link): void;
  /** Two and a half pings have stayed out. */
  silent(link: Link): void;
}

const unheardAfterMs = 4000;
/** A long poll is answered after 25 s. */
const answeredWithinMs = 45_000;
const lookEveryMs = 5000;

/** Finds links of which nothing is heard. */
export class Watchdog {
  constructor(private readonly deps: WatchdogDeps) {}

  opened(place: string, link: Link): void {
    const { timers, unheard, unanswered } = this.deps;
    const ifUnconnected = (act: (link: Link) => void) => () => {
      if (!link.connection) act(link);
    };
    timers.after(`unheard ${place}`, unheardAfterMs, ifUnconnected(unheard));
    timers.after(`unanswered ${place}`, answeredWithinMs, ifUnconnected(unanswered));
  }

  /** Looks now, and from now on. A device that slept finds a silence when its timers run again. */
  look(link: Link | undefined): void {
    const { env, timers, silent } = this.deps;
    const { pingMs, mode } = link?.connection ?? {};
    if (!link || pingMs === undefined || mode === "poll") return;
    const left = 2.5 * pingMs - (env.now() - (link.heardAt ?? link.openedAt));
    if (left > 0) timers.after("silent", Math.min(left, lookEveryMs), () => this.look(link));
    else silent(link);
  }
}
