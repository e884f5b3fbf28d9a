/** Where the functions listen on a laptop, and sockets do. */
const loopback = ["http", "ws"].flatMap((scheme) => [`${scheme}://localhost:*`, `${scheme}://127.0.0.1:*`]);

/**
 * firebase.json has the headers of the deployed site. On a laptop a page may also connect to loopback, and no browser
 * shall remember HTTPS for `localhost`.
 */
export function localHeaders(headers) {
  const local = { ...headers };
  delete local["strict-transport-security"];
  const policy = local["content-security-policy"];
  if (policy !== undefined) local["content-security-policy"] = withLoopback(policy);
  return local;
}

const withLoopback = (policy) => String(policy).replace(/\bconnect-src [^;]*/, `$& ${loopback.join(" ")}`);
