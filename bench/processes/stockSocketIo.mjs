import { createServer } from "node:http";
import { Server } from "../../functions/node_modules/socket.io/wrapper.mjs";
import { answerBench } from "./answerBench.mjs";

/** Socket.IO as its documentation has it: a room, and what is emitted to it. */
const server = createServer();
const io = new Server(server);
let event = {};

io.on("connection", (socket) => {
  socket.on("subscribe", (room, answer) => {
    void socket.join(room);
    answer({ ok: true });
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1", 4096);

answerBench(server, {
  setEvent: (text, cursor) => {
    event = { ...JSON.parse(text), cursor };
    return text.length;
  },
  emit,
});

/** The same arguments that clients of Firecast get. */
function emit() {
  const { cursor, ...envelope } = event;
  io.to("global").emit(envelope.type, envelope.data, envelope, cursor);
}
