import { createServer, request } from "node:http";

/**
 * Passes requests on to servers in turn, each as a user's and under a prefix: for programs that know neither.
 *
 * @param {{
 *   servers: readonly { readonly baseUrl: string }[],
 *   prefix: string,
 *   token: () => string,
 *   port?: number,
 * }} ahead `prefix` goes before the path of each request; `token` is the user's, asked for with each.
 */
export async function identityProxy({ servers, prefix, token, port = 0 }) {
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
  await new Promise((resolve, reject) => {
    proxy.once("error", reject);
    proxy.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${proxy.address().port}`,
    close: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
