import { connect, createServer, type Socket } from "node:net";

/** A TCP relay to a service, which can be cut and restored. */
export interface CuttableProxy {
  /** `host:port`, to be given to whoever shall lose the service. */
  readonly address: string;
  /** `refused`: connections end and new ones are refused. `silent`: they stay, and nothing comes through. */
  cut(how: "refused" | "silent"): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

export async function cuttableProxy(target: string): Promise<CuttableProxy> {
  const [host = "", targetPort = ""] = target.split(":");
  const pairs = new Set<readonly [Socket, Socket]>();
  let silent = false;

  const server = createServer((near) => {
    const far = connect(Number(targetPort), host);
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far);
    far.pipe(near);
    if (silent) muteBoth(pair);
    for (const socket of pair) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        pairs.delete(pair);
        near.destroy();
        far.destroy();
      });
    }
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const [near, far] of pairs) {
      near.destroy();
      far.destroy();
    }
    await closed;
  };

  await listen(0);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    address: `127.0.0.1:${port}`,
    cut: async (how) => {
      if (how === "refused") return stop();
      silent = true;
      for (const pair of pairs) muteBoth(pair);
    },
    restore: async () => {
      // What was silent is lost: a connection that froze for so long does not come back.
      silent = false;
      for (const [near, far] of pairs) {
        near.destroy();
        far.destroy();
      }
      if (!server.listening) await listen(port);
    },
    close: stop,
  };
}

function muteBoth([near, far]: readonly [Socket, Socket]): void {
  near.unpipe(far);
  far.unpipe(near);
  near.pause();
  far.pause();
}
