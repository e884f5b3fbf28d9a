import { connect } from "node:net";

const patienceMs = 30_000;
const silentForMs = 500;

/** Sends bytes as they are, on a connection of their own; everything that came back until it ended, or nothing more came. */
export function rawRequest(baseUrl: string, bytes: string | Buffer): Promise<string> {
  const { port, hostname } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      answer += chunk;
      // A busy machine answers late; what has begun to come comes in one piece.
      socket.setTimeout(silentForMs);
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "EPIPE" || error.code === "ECONNRESET" ? resolve(answer) : reject(error),
    );
    socket.setTimeout(patienceMs, () => socket.destroy());
  });
}
