import { type Clock, seconds } from "../../../platform/clock.js";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import { noRules } from "../rules/awaited.js";
import type { StoredAwaited } from "../schema.js";
import type { AutomationsStore } from "../store.js";

/** What this instance knows of rules, so that what happens all the time costs few reads. */
export interface KnownRules {
  /** What the rules of a space wait for, as of at most 10 s ago. */
  awaited(spaceId: string): Promise<StoredAwaited>;
  /** The rules of the space have changed. */
  forget(spaceId: string): void;
  /** Whether the rule has fired so often that it does not before a time that is still to come. */
  isSpent(automationId: string): boolean;
  spentUntil(automationId: string, until: number): void;
}

/**
 * In a space without rules a message costs at most one read in this time and instance. A rule that is new finds what it has
 * missed until then by looking it up: see `firstLook`.
 */
export const trustFor = seconds(10);
const rememberedSpaces = 5_000;
/** Spaces with many rules: what they wait for takes up to a megabyte. */
const rememberedLarge = 20;
const isLarge = ({ waiting }: StoredAwaited): boolean => Object.keys(waiting).length > 20;
const rememberedRules = 10_000;

/** Remembers the reads themselves: what happens at the same time shares one. */
export function knownRules(store: Pick<AutomationsStore, "awaited">, clock: Clock): KnownRules {
  const cacheOf = (max: number) =>
    lazyCache<string, Promise<StoredAwaited>>({ max, ttl: trustFor, ttlResolution: 0, perf: clock });
  const small = cacheOf(rememberedSpaces);
  const large = cacheOf(rememberedLarge);
  const spent = lazyCache<string, number>({ max: rememberedRules });

  const keep = (spaceId: string, reading: Promise<StoredAwaited>): void => {
    small.set(spaceId, reading);
    const drop = (): boolean => small.peek(spaceId) === reading && small.delete(spaceId);
    reading.then(
      (awaited) => {
        if (isLarge(awaited) && drop()) large.set(spaceId, reading);
      },
      () => void drop(),
    );
  };

  return {
    awaited: (spaceId) => {
      const earlier = small.get(spaceId) ?? large.get(spaceId);
      if (earlier) return earlier;
      const reading = store.awaited(spaceId).then((seen) => seen?.value ?? noRules);
      keep(spaceId, reading);
      return reading;
    },
    forget: (spaceId) => {
      small.delete(spaceId);
      large.delete(spaceId);
    },
    isSpent: (automationId) => (spent.get(automationId) ?? 0) > clock.now(),
    spentUntil: (automationId, until) => void spent.set(automationId, until),
  };
}
