import { Connected } from "@firecast/contract/core/events";
import { Subscribed } from "@firecast/contract/sockets";
import { type Connection, type Frame, Refused, type Transport } from "@firecast/conformance/transport";
import { SocketClient } from "../../support/webSocket.js";
import { frameOf } from "./envelope.js";

const patienceMs = 30_000;

/**
 * A stream over `/api/ws`: connected first, then subscribed to all channels at once. What the suite is shown as `connected` is what
 * the two answers say together.
 */
export const webSocketTransport: Transport = {
  name: "WebSocket",
  open: async ({ baseUrl }, { token, channels, cursor, history = 0 }) => {
    const client = await SocketClient.connected(baseUrl, { token });
    const answer = await client.ask({ type: "subscribe", channel: channels, data: { cursor, history } });
    if (!answer.ok) {
      client.close();
      throw new Refused(answer.problem.status);
    }
    const [connected] = client.said;
    const first: Frame = {
      event: "connected",
      cursor: answer.cursor,
      data: { ...Connected.parse(connected?.data), ...Subscribed.parse(answer.data) },
    };
    return connectionOf(client, first);
  },
};

function connectionOf(client: SocketClient, first: Frame): Connection {
  const frames = framesOf(client, first);
  return {
    next: async () => (await frames.next()).value ?? undefined,
    pause: () => client.socket.pause(),
    resume: () => client.socket.resume(),
    close: () => client.close(),
  };
}

async function* framesOf(client: SocketClient, first: Frame): AsyncGenerator<Frame, undefined> {
  yield first;
  for (let read = 0; ; read++) {
    const said = await client.message(read, patienceMs);
    if (!said) return undefined;
    if (said.type !== "connected" && said.type !== "answer") yield frameOf(said);
  }
}
