import { type Connection, Refused, type Transport } from "@firecast/conformance/transport";
import { z } from "zod";
import { CallableClient, type Chunk, isRefusal } from "../../support/callables.js";
import { frameOf } from "./envelope.js";

/** A stream as the chunks of the callable function `subscribe`, read by Firebase's web SDK. */
export const callableTransport: Transport = {
  name: "callable",
  open: async ({ baseUrl }, { token, ...opening }) => {
    const client = new CallableClient(baseUrl, token);
    const { chunks, leave } = await client.subscribe(opening);
    const first = await chunks.next().catch((error: unknown) => {
      throw new Refused(statusOf(error));
    });
    return connectionOf(client, first, chunks, leave);
  },
};

function connectionOf(
  client: CallableClient,
  first: IteratorResult<Chunk, undefined>,
  chunks: AsyncGenerator<Chunk, undefined>,
  leave: () => void,
): Connection {
  let unread: typeof first | undefined = first;
  return {
    next: async () => {
      const { value } = unread ?? (await chunks.next().catch(() => ({ value: undefined })));
      unread = undefined;
      return value && frameOf(value);
    },
    pause: () => client.pause(),
    resume: () => client.resume(),
    close: leave,
  };
}

const Problem = z.object({ status: z.number() });

const statusOf = (error: unknown): number => (isRefusal(error) ? Problem.parse(error.details).status : 0);
