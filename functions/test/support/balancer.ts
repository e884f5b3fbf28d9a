import { connect, createServer, type Socket } from "node:net";

/** Passes each new connection on to the port that `next` names, as a load balancer does. */
export interface Balancer {
  readonly url: string;
  /** Cuts what is open; new connections go on. */
  cut(): void;
  close(): Promise<void>;
}

export async function balancer(next: () => number): Promise<Balancer> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(next(), "127.0.0.1");
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    cut,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
