/**
 * functions-framework listens on all interfaces and has no setting for another, while the emulators accept unsigned
 * tokens. Loaded before it (`node --require`), this gives 127.0.0.1 to every server that names no address.
 */
const { Server } = require("node:net");

const loopback = "127.0.0.1";
const isPatched = Symbol.for("firecast.loopback");

if (!Server[isPatched]) {
  Server[isPatched] = true;
  const { listen } = Server.prototype;
  Server.prototype.listen = function (...args) {
    return listen.apply(this, withAddress(args));
  };
}

/** `(port, host?, backlog?, done?)` or `(options, done?)`: https://nodejs.org/api/net.html#serverlisten */
function withAddress([where, ...rest]) {
  if (isPort(where))
    return typeof rest[0] === "string" ? [where, ...rest] : [where, loopback, ...given(rest)];
  if (isPort(where?.port)) return [{ ...where, host: where.host ?? loopback }, ...rest];
  return [where, ...rest]; // a path or a handle
}

const isPort = (value) => ["number", "string"].includes(typeof value) && /^\d+$/.test(value);
const given = ([host, ...rest]) => (host === undefined ? rest : [host, ...rest]);
