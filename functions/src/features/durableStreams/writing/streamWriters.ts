import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import type { AppendRequest } from "../rules/append.js";
import { keyOf } from "../rules/names.js";
import type { DurableStreamsDeps } from "../deps.js";
import { type Appended, StreamWriter } from "./streamWriter.js";

/** Streams whose heads, of about 32 KiB, an instance remembers for its writers; one that is forgotten costs a read. */
const remembered = 500;

export interface StreamWriters {
  /** Resolves when it is committed, or was before. @throws Problem, as the protocol says, or 503 where the outcome is not known. */
  append(name: string, request: AppendRequest): Promise<Appended>;
}

export function streamWriters(deps: DurableStreamsDeps): StreamWriters {
  const writers = lazyCache<string, StreamWriter>({ max: remembered });
  return {
    append: (name, request) => {
      const writer = writers.get(name) ?? new StreamWriter(keyOf(name), deps);
      writers.set(name, writer);
      return writer.append(request);
    },
  };
}
