import type { z } from "zod";

/** What is known of a happening, by names such as `message.text`: what conditions look at and texts may say. */
export type Facts = Readonly<Record<string, string | number>>;

/** Undefined for what is no fact, also where every object has something of that name. */
export const factOf = (facts: Facts, name: string): string | number | undefined =>
  Object.hasOwn(facts, name) ? facts[name] : undefined;

/** Something that happens in spaces, and that the rules of a space may wait for. Features contribute them. */
export interface HappeningKind<Name extends string = string, Of extends z.ZodObject = z.ZodObject> {
  /** `^[a-z][a-z0-9_]{0,63}$`. */
  readonly name: Name;
  /** One sentence about it, for documents and refusals. */
  readonly summary: string;
  readonly facts: Of;
  /** Facts for trying a rule. */
  readonly example: z.input<Of> & Facts;
  /** The fact that is compared where a rule waits for a text. */
  readonly text?: keyof z.input<Of> & string;
  /** When it will happen is known before: a rule may come that long before it, and is fired by a job. */
  readonly isForeseen?: true;
}

/** Declares a kind. */
export const happeningKind = <const Name extends string, Of extends z.ZodObject>(
  kind: HappeningKind<Name, Of>,
): HappeningKind<Name, Of> => kind;

/** Something happened in a space, or will. */
export interface Happening {
  readonly kind: string;
  /** Derived from the document that says so: the same happening has the same id, however often it is told. */
  readonly id: string;
  readonly spaceId: string;
  /** When it happened, or will, RFC 3339. */
  readonly at: string;
  /** What it happened to: a message, a tool, an event of the calendar. */
  readonly about?: string | undefined;
  /** How many rules lie between it and a user. Default 0: no rule has caused it. */
  readonly depth?: number | undefined;
  readonly facts: Facts;
}
