import { instance } from "./functions.js";

/**
 * For Cloud Functions of your own: what to say to sockets, as with `io` on a server of Socket.IO:
 * `(await emitter()).to("org:northside").emit("issue:updated", issue)`.
 */
export const emitter = async () => (await instance()).emitter;
