import { createServer } from "node:http";
import { WebSocketServer } from "../../functions/node_modules/ws/wrapper.mjs";
import { answerBench } from "./answerBench.mjs";

/** The floor of what a WebSocket holds and takes: the library `ws` as its documentation has it. It answers whatever it is told. */
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
let event = "";

sockets.on("connection", (socket) => {
  socket.on("message", () => socket.send('{"type":"answer"}'));
  socket.on("error", () => undefined);
  socket.send('{"type":"connected"}');
});
server.listen(Number(process.argv[2]), "127.0.0.1", 4096);

answerBench(server, {
  setEvent: (text, cursor) => {
    event = JSON.stringify({ ...JSON.parse(text), cursor });
    return event.length;
  },
  emit,
});

function emit() {
  for (const socket of sockets.clients) socket.send(event);
}
