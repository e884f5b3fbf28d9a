import { connect } from "node:net";
import type { ServerProcess } from "../support/serverProcess.js";

/** The bytes of a request as a page shows it, with what a page cannot know: the user's token, and how long the body is. */
function bytesOf(request: string, token: string): string {
  const [head = "", body = ""] = request.trimEnd().split("\n\n");
  const length = Buffer.byteLength(body);
  const known = ["Host: localhost", `Authorization: Bearer ${token}`, `Content-Length: ${length}`];
  return `${[...head.split("\n"), ...known].join("\r\n")}\r\n\r\n${body}`;
}

/** The answer to it, with the headers that pages show alone, and its body without the frames of HTTP. */
export const rawAnswer = (server: ServerProcess, request: string, token: string): Promise<string> =>
  exchanged(server, bytesOf(request, token), (text) => text.endsWith("}"));

/** The same of a stream until its second chunk is there. */
export const rawStream = (server: ServerProcess, request: string, token: string): Promise<string> =>
  exchanged(server, bytesOf(request, token), (text) => (text.match(/^data: .*\n\n/gm) ?? []).length >= 2);

function exchanged(
  { baseUrl }: ServerProcess,
  bytes: string,
  isWhole: (text: string) => boolean,
): Promise<string> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let received = "";
    socket.setEncoding("utf8").setTimeout(20_000, () => socket.destroy(new Error(`only ${received}`)));
    socket.on("error", reject).on("close", () => reject(new Error(`closed after ${received}`)));
    socket.on("data", (text: string) => {
      received += text;
      const shown = asShown(received);
      if (!isWhole(shown)) return;
      resolve(shown);
      socket.destroy();
    });
  });
}

/** Pages show the type of the content alone, and no chunks of HTTP. */
function asShown(received: string): string {
  const [head = "", ...rest] = received.split("\r\n\r\n");
  const [status = "", ...headers] = head.split("\r\n");
  const isChunked = headers.some((header) => /^transfer-encoding: *chunked$/i.test(header));
  const body = rest.join("\r\n\r\n");
  const type = headers.flatMap((header) => (/^content-type:/i.test(header) ? header.toLowerCase() : []));
  return `${[status, ...type].join("\n")}\n\n${isChunked ? withoutChunks(body) : body}`;
}

const withoutChunks = (body: string): string =>
  body
    .split("\r\n")
    .filter((_, index) => index % 2 === 1)
    .join("");
