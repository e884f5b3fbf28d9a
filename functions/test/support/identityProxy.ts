import { createServer, request } from "node:http";

/** Passes requests on to servers in turn, each as a user's and under a prefix: for programs that know neither. */
export interface IdentityProxy {
  readonly url: string;
  close(): Promise<void>;
}

export interface Ahead {
  readonly servers: readonly { readonly baseUrl: string }[];
  /** Before the path of each request. */
  readonly prefix: string;
  /** Of the user; asked for with each request. */
  token(): string;
  readonly port?: number;
}

export async function identityProxy({ servers, prefix, token, port = 0 }: Ahead): Promise<IdentityProxy> {
  let asked = 0;
  const proxy = createServer((req, res) => {
    const { baseUrl = "" } = servers[asked++ % servers.length] ?? {};
    const headers = { ...req.headers, authorization: `Bearer ${token()}` };
    const to = `${baseUrl}${prefix}${req.url ?? ""}`;
    const onward = request(to, { method: req.method, headers, agent: false }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("error", () => res.destroy()).pipe(res);
    });
    onward.on("error", () => res.destroy());
    res.on("close", () => onward.destroy());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", resolve));
  const address = proxy.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    close: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
