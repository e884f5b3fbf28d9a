import { z } from "zod";
import { Problem } from "../../../platform/problems.js";

/** A write of a producer that repeats what it is not sure of. */
export interface Produced {
  readonly id: string;
  readonly epoch: number;
  readonly seq: number;
}

/** The epoch and the last `seq` of each, the one that wrote last at the end. */
export type Producers = ReadonlyMap<string, Omit<Produced, "id">>;

/** Beyond, the one that has not written for longest is forgotten. */
const mostProducers = 1000;

export type Standing =
  | { readonly type: "next" }
  /** It is there already; `seq` is the last of the producer. */
  | { readonly type: "repeated"; readonly seq: number };

/** @throws Problem 400, 403 or 409 for what is not the next. */
export function standingOf(producers: Producers, { id, epoch, seq }: Produced): Standing {
  const known = producers.get(id);
  if (known && epoch < known.epoch) throw stale(known.epoch);
  if (known && epoch === known.epoch) {
    if (seq <= known.seq) return { type: "repeated", seq: known.seq };
    if (seq > known.seq + 1) throw gap(known.seq + 1, seq);
    return { type: "next" };
  }
  if (seq === 0) return { type: "next" };
  if (!known) throw gap(0, seq);
  const detail = "A new epoch begins with sequence 0.";
  throw new Problem("invalid_request", { detail });
}

export function withProduced(producers: Producers, { id, ...state }: Produced): Producers {
  const others = [...producers].filter(([other]) => other !== id);
  return new Map([...others, [id, state] as const].slice(-mostProducers));
}

const Stored = z.array(z.tuple([z.string(), z.number(), z.number()]));

export const storedProducers = (producers: Producers): string =>
  JSON.stringify([...producers].map(([id, { epoch, seq }]) => [id, epoch, seq]));

export const producersIn = (text: string): Producers =>
  new Map(Stored.parse(JSON.parse(text)).map(([id, epoch, seq]) => [id, { epoch, seq }]));

const stale = (epoch: number): Problem =>
  new Problem("forbidden", {
    detail: "Another instance of this producer writes with a later epoch.",
    headers: { "Producer-Epoch": String(epoch) },
  });

const gap = (expected: number, received: number): Problem =>
  new Problem("conflict", {
    detail: `Sequence ${expected} of this producer has to come first.`,
    headers: { "Producer-Expected-Seq": String(expected), "Producer-Received-Seq": String(received) },
  });
