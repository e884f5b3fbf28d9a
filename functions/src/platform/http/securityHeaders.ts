import type { RequestHandler } from "express";

const always: Readonly<Record<string, string>> = {
  // Text that a user wrote must not be taken for a page or a script (https://fetch.spec.whatwg.org/#x-content-type-options-header).
  "X-Content-Type-Options": "nosniff",
  // Nor do anything if it is (https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers).
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  // Other origins read by CORS or not at all.
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** A year (https://www.rfc-editor.org/rfc/rfc6797); a browser ignores it without https. */
const httpsOnly = { "Strict-Transport-Security": "max-age=31536000" };

/** `secure`: whether the API is reached by https alone. */
export const securityHeaderValues = (secure: boolean): Map<string, string> =>
  new Map(Object.entries({ ...always, ...(secure && httpsOnly) }));

/** On every answer, streams included. */
export function securityHeaders(secure: boolean): RequestHandler {
  const headers = securityHeaderValues(secure);
  return (_req, res, next) => {
    res.setHeaders(headers);
    next();
  };
}
