import { readBytes } from "./reading/readBytes.js";
import { usable } from "./rules/append.js";
import { keyOf, spaceOf } from "./rules/names.js";
import type { Lifetime } from "./rules/lifetime.js";
import type { Head } from "./schema.js";
import { appendTo } from "./writing/appendTo.js";
import { createStream } from "./writing/createStream.js";
import type { WriteDeps } from "./http/write.js";

/** A stream that a function writes for a user. */
export interface Written {
  readonly name: string;
  readonly owner: string;
}

/** What other features write streams by; no right is asked for. */
export interface DurableStreamsActions {
  /** Makes a stream that belongs to the owner, or finds the same one. @throws Problem 409 for another one of that name. */
  create(stream: Written & Lifetime & { contentType: string }): Promise<Head>;
  /**
   * Resolves when it is committed. Calls that wait for each other share a commit. With `at` it is refused with a 409 where the stream
   * does not end at that position: what was read before is then still all. @throws Problem as an append by HTTP.
   */
  append(
    stream: Written,
    contentType: string,
    body: Buffer | string,
    more?: { closes?: boolean; at?: number },
  ): Promise<Head>;
  /** All of it, as it is now. @throws Problem 404. */
  read(stream: Written): Promise<{ bytes: Buffer; end: number; closed: boolean }>;
}

export function durableStreamsActions(deps: WriteDeps): DurableStreamsActions {
  const askerFor = ({ name, owner }: Written) => ({ owner, isMember: spaceOf(name) !== undefined });
  return {
    create: async ({ contentType, ...stream }) => {
      const made = await createStream(deps, {
        ...stream,
        asker: askerFor(stream),
        contentType,
        body: Buffer.alloc(0),
        closed: false,
      });
      return made.head;
    },
    append: async (stream, contentType, body, { closes = false, at } = {}) => {
      const request = { asker: askerFor(stream), contentType, body: Buffer.from(body), closes, at };
      return (await appendTo(deps, stream.name, request)).head;
    },
    read: async (stream) => {
      const seen = await deps.store.head(keyOf(stream.name));
      const head = usable(seen?.value, askerFor(stream), "read", deps.clock.now());
      const parts: Buffer[] = [];
      for (let at = 0; at < head.end;) {
        const { bytes, end } = await readBytes(deps, head, at);
        parts.push(bytes);
        at = end;
      }
      return { bytes: Buffer.concat(parts), end: head.end, closed: head.closed };
    },
  };
}
