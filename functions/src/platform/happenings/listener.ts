import type { Trigger } from "../firestore/trigger.js";
import type { Happening } from "./happening.js";

/** Who waits for happenings, as features see it that have some. Every call is safe to repeat. */
export interface Listener {
  /** Whether a rule of the space waits for this kind, as of some seconds ago: if not, its facts need not be read. */
  isWanted(kind: string, spaceId: string): Promise<boolean>;
  happened(happening: Happening): Promise<void>;
  /** Something that is foreseen in a space is new, or has another time now: `at`, ms since the epoch. */
  foreseen(kind: string, spaceId: string, at: number): Promise<void>;
}

/** A part of a space's time: after `after` and not after `until`, both ms since the epoch. */
export interface Span {
  readonly after: number;
  readonly until: number;
  readonly limit: number;
}

/** Where happenings of a kind are looked up. */
export interface Lookup {
  readonly kind: string;
  /** The first `limit` in the order of their times. */
  between(spaceId: string, span: Span): Promise<readonly Happening[]>;
}

/** What a feature follows to tell of what happens. Without a listener it follows nothing. */
export interface Happenings {
  triggers?(listener: Listener): readonly Trigger[];
  /** Of what is foreseen it is needed; of the rest it finds what came while a listener did not know yet that it is wanted. */
  readonly lookups?: readonly Lookup[];
}
