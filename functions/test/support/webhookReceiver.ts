import { createServer, type IncomingHttpHeaders, type Server } from "node:http";

/** A server that takes webhooks, for the suite that this is called in. */
export function webhookReceiver() {
  const host = "127.0.0.1:5399";
  const received: { body: string; headers: IncomingHttpHeaders }[] = [];
  let status = 204;
  let listening: Server | undefined;
  before(async () => {
    const server = createServer((req, res) => {
      let body = "";
      req.on("data", (bytes: Buffer) => (body += bytes.toString("utf8")));
      req.on("end", () => {
        received.push({ body, headers: req.headers });
        res.writeHead(status).end("not to be shown");
      });
    });
    listening = server;
    await new Promise<void>((resolve) => server.listen(5399, "127.0.0.1", resolve));
  });
  after(() => {
    listening?.closeAllConnections();
    listening?.close();
  });
  return {
    /** To be allowed as a private host. */
    host,
    received,
    /** What it answers from now on. */
    answer: (next: number): void => {
      status = next;
    },
  };
}
