import { createServer, type ServerResponse } from "node:http";

/**
 * The floor of every stream figure: `node:http` with a set of open responses and one prebuilt buffer. An event goes to
 * the sockets themselves, already framed as a chunk: half the price of `res.write`, which frames it for each of them.
 */
const open = new Set<ServerResponse>();
let chunk = Buffer.alloc(0);
let sentAt: number[] = [];

const server = createServer((_, res) => {
  res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  res.write("event: connected\ndata: {}\n\n");
  open.add(res);
  res.once("close", () => open.delete(res));
});
server.listen(Number(process.argv[2]), "127.0.0.1", 4096);

type Question =
  { type: "ready" | "sentAt" } | { type: "frame"; text: string } | { type: "emit"; count: number };

process.on("message", (question: Question) => {
  switch (question.type) {
    case "ready":
      process.send?.({ answer: server.listening });
      break;
    case "frame": {
      const frame = Buffer.from(question.text);
      chunk = Buffer.concat([Buffer.from(`${frame.length.toString(16)}\r\n`), frame, Buffer.from("\r\n")]);
      process.send?.({ answer: chunk.length });
      break;
    }
    case "emit":
      for (let event = 0; event < question.count; event++) emit();
      break;
    case "sentAt":
      process.send?.({ answer: sentAt });
      sentAt = [];
      break;
    default:
  }
});

function emit(): void {
  sentAt.push(Number(process.hrtime.bigint()) / 1e6);
  for (const { socket } of open) socket?.write(chunk);
}
