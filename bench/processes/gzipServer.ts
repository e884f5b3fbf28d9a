import { createServer } from "node:http";
import { constants, createGzip, type Gzip } from "node:zlib";
import { wireOf } from "./texts.js";

/**
 * What compressed streams are compared with: `node:http` with a gzip of its own for every connection, as a middleware for
 * compression has it, flushed after each batch.
 */
const open = new Set<Gzip>();
let seq = 0;

const server = createServer((_, res) => {
  res.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "Content-Encoding": "gzip",
  });
  const gzip = createGzip();
  gzip.on("data", (bytes: Buffer) => res.write(bytes));
  say(gzip, "event: connected\ndata: {}\n\n");
  open.add(gzip);
  res.once("close", () => {
    open.delete(gzip);
    gzip.destroy();
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1", 4096);

function say(gzip: Gzip, text: string): void {
  gzip.write(text);
  gzip.flush(constants.Z_SYNC_FLUSH);
}

type Question = { type: "ready" | "sentAt" } | { type: "emit"; count: number };

process.on("message", (question: Question) => {
  if (question.type === "ready") process.send?.({ answer: server.listening });
  if (question.type === "sentAt") process.send?.({ answer: [] });
  if (question.type === "emit") emit(question.count);
});

function emit(count: number): void {
  let text = "";
  for (let event = 0; event < count; event++) {
    seq++;
    text += `id: Xk3aZ.${seq}\nevent: system:health_update\ndata: ${wireOf("global", seq)}\n\n`;
  }
  for (const gzip of open) say(gzip, text);
}
