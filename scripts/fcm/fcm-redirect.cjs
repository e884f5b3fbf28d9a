/**
 * FCM has no emulator and firebase-admin no setting for another host: loaded before it (`node --require`), this sends
 * what goes to FCM to the stand-in at FCM_EMULATOR_HOST. The variable is read at each connection; without it nothing
 * changes.
 */
const http2 = require("node:http2");
const { redirectHttps } = require("../emulators/redirect-https.cjs");

const fcm = "fcm.googleapis.com";
const standIn = () => process.env.FCM_EMULATOR_HOST;
const isRedirected = Symbol.for("firecast.fcm-redirect");

if (!http2[isRedirected]) {
  http2[isRedirected] = true;
  redirectHttp2();
  redirectHttps(fcm, "FCM_EMULATOR_HOST"); // what `send` uses
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
