import { z } from "zod";
import { minutes } from "../../platform/clock.js";

/** Of the last minute, about. */
export const Rates = z.object({
  eventsPerMinute: z.number().nonnegative(),
  deliveriesPerMinute: z.number().nonnegative(),
  connectsPerMinute: z.number().nonnegative(),
});
export type Rates = z.infer<typeof Rates>;

export interface Totals {
  events: number;
  deliveries: number;
  connects: number;
}

/** Between two looks that are remembered, ms. */
const everyMs = 5000;

/** What is added to totals within a minute: looks are remembered as they are made, so there is no timer. */
export class RateWindow {
  private looks: { at: number; totals: Totals }[];

  constructor(begunAt: number) {
    this.looks = [{ at: begunAt, totals: { events: 0, deliveries: 0, connects: 0 } }];
  }

  /** The totals are these now. */
  look(now: number, totals: Totals): Rates {
    const last = this.looks.at(-1);
    if (!last || now - last.at >= everyMs) this.looks.push({ at: now, totals: { ...totals } });
    // The newest look that is a minute old is the beginning.
    while ((this.looks[1]?.at ?? now) <= now - minutes(1)) this.looks.shift();
    const [first] = this.looks;
    const perMinute = (name: keyof Totals): number => {
      const added = totals[name] - (first?.totals[name] ?? 0);
      const span = Math.max(now - (first?.at ?? now), minutes(1));
      return Math.round((added * minutes(1) * 10) / span) / 10;
    };
    return {
      eventsPerMinute: perMinute("events"),
      deliveriesPerMinute: perMinute("deliveries"),
      connectsPerMinute: perMinute("connects"),
    };
  }
}

export const sumOf = (all: readonly Rates[]): Rates => ({
  eventsPerMinute: all.reduce((sum, { eventsPerMinute }) => sum + eventsPerMinute, 0),
  deliveriesPerMinute: all.reduce((sum, { deliveriesPerMinute }) => sum + deliveriesPerMinute, 0),
  connectsPerMinute: all.reduce((sum, { connectsPerMinute }) => sum + connectsPerMinute, 0),
});
