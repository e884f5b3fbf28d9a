import { createServer } from "node:http";
import { WebSocketServer } from "../../functions/node_modules/ws/wrapper.mjs";

/** The floor of what a WebSocket holds: the library `ws` as its documentation has it. It answers whatever it is told. */
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", (socket) => {
  socket.on("message", () => socket.send('{"type":"answer"}'));
  socket.on("error", () => undefined);
  socket.send('{"type":"connected"}');
});
server.listen(Number(process.argv[2]), "127.0.0.1", 4096);

process.on("message", ({ type }) => {
  if (type === "ready") process.send?.({ answer: server.listening });
});
