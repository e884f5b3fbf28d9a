import { type Connection, type Frame, Refused, type Transport } from "@firecast/conformance/transport";
import { SseClient } from "../../support/sse.js";

const patienceMs = 30_000;

/** A stream over server-sent events. */
export const sseTransport = (name: string, headers: Record<string, string> = {}): Transport => ({
  name,
  open: async ({ baseUrl }, { token, channels, cursor, history = 0 }) => {
    const url = `${baseUrl}/sse/stream?channels=${channels.join(",")}&history=${history}`;
    const client = await SseClient.open(url, { token, lastEventId: cursor, headers });
    if (client.status !== 200) throw new Refused(client.status);
    return connectionOf(client);
  },
});

function connectionOf(client: SseClient): Connection {
  const frames = framesOf(client);
  return {
    next: async () => (await frames.next()).value ?? undefined,
    pause: () => client.pause(),
    resume: () => client.resume(),
    close: () => client.close(),
  };
}

/** The frames of one response, as they come. */
export async function* framesOf(client: SseClient): AsyncGenerator<Frame, undefined> {
  for (let read = 0; ; read++) {
    await client.until(() => client.frames.length > read, patienceMs);
    const frame = client.frames[read];
    if (!frame) return undefined;
    yield { event: frame.event, cursor: frame.id, data: frame.data };
  }
}
