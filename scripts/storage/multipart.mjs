const lineEnd = "\r\n";

/** The bodies of the parts of `multipart/related` (RFC 2387). */
export function partsOf(body, contentType) {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/.exec(contentType ?? "") ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw new Error("an upload without a boundary");
  const delimiter = `--${boundary}`;
  const parts = [];
  let at = body.indexOf(delimiter);
  for (;;) {
    const begin = at + delimiter.length;
    const next = body.indexOf(`${lineEnd}${delimiter}`, begin);
    if (at === -1 || next === -1) return parts;
    const content = body.indexOf(`${lineEnd}${lineEnd}`, begin);
    parts.push(body.subarray(content + 2 * lineEnd.length, next));
    at = next + lineEnd.length;
  }
}
