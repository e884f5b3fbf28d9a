/**
 * App Check has no emulator, and firebase-admin no setting for another host: loaded before it (`node --require`), this sends
 * what goes to App Check to the stand-in at APP_CHECK_EMULATOR_HOST. The variable is read at each request; without it nothing
 * changes.
 */
const { redirectHttps } = require("../emulators/redirect-https.cjs");

const isRedirected = Symbol.for("firecast.app-check-redirect");

if (!globalThis[isRedirected]) {
  globalThis[isRedirected] = true;
  redirectHttps("firebaseappcheck.googleapis.com", "APP_CHECK_EMULATOR_HOST");
}
