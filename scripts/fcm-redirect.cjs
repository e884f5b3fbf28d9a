/**
 * FCM has no emulator and firebase-admin no setting for another host: loaded before it (`node --require`), this sends
 * what goes to FCM to the stand-in at FCM_EMULATOR_HOST. The variable is read at each connection; without it nothing
 * changes.
 */
const http = require("node:http");
const http2 = require("node:http2");
const https = require("node:https");

const fcm = "fcm.googleapis.com";
const standIn = () => process.env.FCM_EMULATOR_HOST;
const isRedirected = Symbol.for("firecast.fcm-redirect");

if (!http2[isRedirected]) {
  http2[isRedirected] = true;
  redirectHttp2();
  redirectHttps();
}

/** What `sendEach` uses. */
function redirectHttp2() {
  const { connect } = http2;
  http2.connect = function (authority, ...rest) {
    if (!standIn() || String(authority) !== `https://${fcm}`) return connect.call(this, authority, ...rest);
    const session = connect.call(this, `http://${standIn()}`, ...rest);
    const { request } = session;
    // Node's own server refuses the scheme that firebase-admin names, `https:`.
    session.request = (headers, options) => request.call(session, { ...headers, ":scheme": "http" }, options);
    return session;
  };
}

/** What `send` uses. */
function redirectHttps() {
  const { request } = https;
  https.request = function (options, ...rest) {
    const isFcm = options?.hostname === fcm || options?.host === fcm;
    if (!standIn() || !isFcm) return request.call(this, options, ...rest);
    const { hostname, port } = new URL(`http://${standIn()}`);
    const changed = { protocol: "http:", host: hostname, hostname, port, agent: undefined };
    return http.request({ ...options, ...changed }, ...rest);
  };
}
