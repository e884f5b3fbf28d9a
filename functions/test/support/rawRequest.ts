import { connect } from "node:net";

const patienceMs = 5000;

/** Sends bytes as they are, on a connection of their own; everything that came back until it ended. */
export function rawRequest(baseUrl: string, bytes: string | Buffer, endWithin = patienceMs): Promise<string> {
  const { port, hostname } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => (answer += chunk));
    socket.on("close", () => resolve(answer));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "EPIPE" || error.code === "ECONNRESET" ? resolve(answer) : reject(error),
    );
    socket.setTimeout(endWithin, () => socket.destroy());
  });
}
