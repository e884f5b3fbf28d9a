const longestPath = 2000;
const longestSegment = 255; // of a file name

/**
 * Why a request may not reach the Hosting emulator, or undefined. A target or host that makes no URL ends the whole
 * firebase CLI (`initMiddleware.js` parses it outside of any `catch`); over a path that no file can have the emulator
 * answers 500. What is refused here no route knows, and no client sends that follows the URL standard.
 */
export function refusalOf({ method, url, headers }) {
  const [path] = url.split(/[?#]/);
  if (!/^\/(?!\/)/.test(path)) return refused("The target of a request begins with one slash.");
  const decoded = decode(path);
  if (decoded === undefined) return refused("The path does not decode.");
  if (/[\\\0]/.test(decoded)) return refused("The path has a backslash or a NUL.");
  const segments = decoded.split("/");
  if (segments.some((segment) => segment === "." || segment === ".."))
    return refused("The path has dot segments.");
  if (segments.some((segment) => Buffer.byteLength(segment) > longestSegment) || path.length > longestPath)
    return refused("The path is too long.");
  if (!makesUrl(url, headers.host)) return refused("The host is not one.");
  if (headers.upgrade?.toLowerCase() === "websocket")
    return refused("Hosting forwards no WebSocket: connect to the function's own URL.");
  // The emulator forwards by `fetch`, which has no such method.
  if (method === "TRACE") return { ...methodNotAllowed, detail: "No route answers TRACE." };
  return undefined;
}

const methodNotAllowed = {
  type: "urn:firecast:problem:method-not-allowed",
  title: "Method not allowed",
  status: 405,
};

const refused = (detail) => ({
  type: "urn:firecast:problem:invalid-request",
  title: "The request is not valid",
  status: 400,
  detail,
});

function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** As the emulator asks. HTTP/1.0 needs no host. */
function makesUrl(url, host) {
  try {
    return Boolean(new URL(url, `http://${host}`));
  } catch {
    return false;
  }
}
