const http = require("node:http");
const https = require("node:https");

/** From now on, what goes to `host` by https goes to the address in `variable`, by http, while there is one. */
exports.redirectHttps = function (host, variable) {
  const { request } = https;
  https.request = function (options, ...rest) {
    const standIn = process.env[variable];
    const isMeant = options?.hostname === host || options?.host === host;
    if (!standIn || !isMeant) return request.call(this, options, ...rest);
    const { hostname, port } = new URL(`http://${standIn}`);
    const changed = { protocol: "http:", host: hostname, hostname, port, agent: undefined };
    return http.request({ ...options, ...changed }, ...rest);
  };
};
