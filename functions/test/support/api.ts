import http from "node:http";

export interface ApiAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; throws if it is none. */
  json(): unknown;
}

export interface ApiRequest {
  /** ID token, sent as `Authorization: Bearer`. */
  token?: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is; `chunked` sends it without a length. */
  raw?: string | Buffer;
  chunked?: boolean;
  headers?: http.OutgoingHttpHeaders;
}

/** One request on a connection of its own. The path goes out as it is given: nothing is normalized or encoded. */
export function send(
  baseUrl: string,
  method: string,
  path: string,
  { token, body, raw, chunked = false, headers = {} }: ApiRequest = {},
): Promise<ApiAnswer> {
  const { hostname, port } = new URL(baseUrl);
  const bytes = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const length = bytes === undefined ? undefined : Buffer.byteLength(bytes);
  return new Promise((resolve, reject) => {
    const request = http.request({
      hostname,
      port,
      method,
      path,
      agent: false,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(bytes !== undefined && { "Content-Type": "application/json" }),
        ...(length !== undefined && !chunked && { "Content-Length": length }),
        ...headers,
      },
    });
    request.once("error", reject);
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const json = (): unknown => JSON.parse(text);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
      });
    });
    request.end(bytes);
  });
}
