import { expect } from "chai";
import {
  webSocketClient,
  type WebSocketClientOptions,
  type WebSocketState,
} from "../../src/sockets/webSocketClient.js";

/** A socket whose other end is the test. */
class Socket {
  readyState = 0;
  sent: unknown[] = [];
  onopen: () => void = () => undefined;
  onmessage: (event: { data: unknown }) => void = () => undefined;
  onerror: () => void = () => undefined;
  onclose: (event: { code: number; reason: string }) => void = () => undefined;
  send = (data: unknown) => void this.sent.push(data);
  close = () => void (this.readyState = 3);
  opens(): void {
    if (this.readyState > 0) return; // it was given up
    this.readyState = 1;
    this.onopen();
  }
  ends(code = 1006): void {
    this.readyState = 3;
    this.onclose({ code, reason: "" });
  }
}

function aClient(
  options: WebSocketClientOptions = {},
  url = "wss://user:secret@app.example/ws?token=secret",
) {
  const sockets: Socket[] = [];
  const timers = new Map<() => void, number>();
  const client = webSocketClient(url, options, {
    open: (url) => {
      if (!url.startsWith("ws")) throw new SyntaxError(`The URL '${url}' is invalid.`);
      const socket = new Socket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    after: (ms, act) => {
      timers.set(act, ms);
      return () => void timers.delete(act);
    },
  });
  const errors: string[] = [];
  client.onError((error) => errors.push(String(error)));
  const elapse = (): void => {
    const [act] = timers.keys();
    if (act) timers.delete(act);
    act?.();
  };
  return { client, sockets, timers, errors, elapse, waits: () => [...timers.values()] };
}

/** What is neither closed nor told to close. */
const open = (sockets: readonly Socket[]) => sockets.filter(({ readyState }) => readyState < 2).length;

describe("a client of a WebSocket server, in trouble", () => {
  it("gives an attempt up that is under way where it is told to connect: there is one connection", () => {
    const { client, sockets, elapse } = aClient();
    client.connect();
    sockets[0]?.ends();
    elapse();
    expect(client.state).to.equal("reconnecting");
    client.connect();
    sockets[1]?.opens();
    sockets[2]?.opens();
    expect([client.state, sockets.length]).to.deep.equal(["connected", 3]);
    expect([sockets[1]?.readyState, sockets[2]?.readyState]).to.deep.equal([3, 1]);
  });

  for (const when of ["connecting", "connected", "reconnecting"] as const)
    it(`stays disconnected where a listener disconnects it as soon as it is ${when}`, () => {
      const { client, sockets, timers } = aClient({ heartbeatInterval: 0 });
      const told: WebSocketState[] = [];
      client.onStateChange((state) => {
        if (state === when) client.disconnect();
      });
      client.onStateChange((state) => told.push(state));
      client.connect();
      sockets[0]?.opens();
      sockets[0]?.ends();
      expect([client.state, open(sockets), timers.size]).to.deep.equal(["disconnected", 0, 0]);
      expect(told.at(-1), "who is told next").to.equal("disconnected");
    });

  it("stays disconnected where a listener of errors disconnects it", () => {
    const { client, sockets, elapse, timers, errors } = aClient();
    client.onError(() => client.disconnect());
    client.connect();
    sockets[0]?.opens();
    sockets[0]?.onmessage({ data: '{"at":1,"type":"pong"}' });
    elapse();
    elapse();
    expect([client.state, timers.size]).to.deep.equal(["disconnected", 0]);
    expect(errors).to.deep.equal(["Error: The server does not answer heartbeats any more."]);
  });

  it("sends bytes as they are, also as a view of a buffer", () => {
    const { client, sockets } = aClient();
    client.connect();
    sockets[0]?.opens();
    const bytes = Uint8Array.of(1, 2, 3);
    client.send(bytes);
    client.send(bytes.buffer);
    expect(sockets[0]?.sent).to.deep.equal([bytes, bytes.buffer]);
  });

  it("hears twice what listens twice, and ends each by itself", () => {
    const { client, sockets } = aClient();
    const heard: unknown[] = [];
    const listener = (message: unknown) => heard.push(message);
    const end = client.onMessage(listener);
    client.onMessage(listener);
    client.connect();
    sockets[0]?.opens();
    sockets[0]?.onmessage({ data: "1" });
    end();
    sockets[0]?.onmessage({ data: "2" });
    expect(heard).to.deep.equal([1, 1, 2]);
  });

  it("waits no less than it is told to, also for more than 30 s", () => {
    const { client, sockets, waits, elapse } = aClient({ reconnectInterval: 60_000 });
    client.connect();
    sockets[0]?.ends();
    expect(waits()).to.deep.equal([60_000]);
    elapse();
    sockets[1]?.ends();
    expect(waits()).to.deep.equal([60_000]);
  });

  it("names neither token nor password in an error", () => {
    const { client, sockets, errors } = aClient();
    client.connect();
    sockets[0]?.onerror();
    const wrong = aClient({}, "app.example/ws?token=secret");
    wrong.client.connect();
    expect(wrong.client.state).to.equal("failed");
    expect([...errors, ...wrong.errors]).to.deep.equal([
      "Error: The connection to wss://app.example/ws failed.",
      "Error: SyntaxError: The URL 'app.example/ws' is invalid.",
    ]);
  });

  it("is not made with an option that is no number: timers of it would fire at once, for ever", () => {
    for (const name of ["reconnectInterval", "maxReconnectAttempts", "heartbeatInterval"])
      for (const value of [NaN, -1, "soon"])
        expect(() => aClient({ [name]: value })).to.throw(RangeError, `${name} is to be a number from 0 on`);
    expect(() => aClient({ maxReconnectAttempts: Infinity })).not.to.throw();
  });
});
