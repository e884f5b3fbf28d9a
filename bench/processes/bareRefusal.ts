import { createServer } from "node:http";

/** `bareRefusal.ts PORT`: the floor of a refusal: `node:http` that answers every request with the same 429. */
const body = JSON.stringify({
  type: "urn:firecast:problem:rate-limited",
  title: "Too many requests",
  status: 429,
});
const headers = {
  "Content-Type": "application/problem+json",
  "Content-Length": body.length,
  "Retry-After": "1",
};

const server = createServer((req, res) => {
  req.resume();
  res.writeHead(429, headers).end(body);
});
server.listen(Number(process.argv[2]), "127.0.0.1", 4096);

process.on("message", () => process.send?.({ answer: server.listening }));
process.once("disconnect", () => process.exit());
