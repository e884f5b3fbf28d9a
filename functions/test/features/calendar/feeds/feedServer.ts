import { createServer } from "node:http";
import { sha256 } from "../../../../src/platform/ids.js";
import { calendar, event } from "../ics/feeds.js";

const inDays = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");

/** An event that is called as its UID and begins so many days from now. */
export const meeting = (uid: string, days: number, title = uid): string =>
  event(`UID:${uid}`, `SUMMARY:${title}`, `DTSTART:${inDays(days)}T090000Z`);

/** A web server of calendar files, while the tests of this suite run. What it has no file for it never answers. */
export function aFeedServer(port = 0) {
  const files = new Map<string, string>();
  const asked: { path: string; etag: string | undefined }[] = [];
  const web = createServer((req, res) => {
    const { url: path = "", headers } = req;
    asked.push({ path, etag: headers["if-none-match"] });
    const text = files.get(path);
    if (text === undefined) return;
    const etag = etagOf(text);
    if (headers["if-none-match"] === etag) res.writeHead(304).end();
    else res.writeHead(200, { etag }).end(text);
  });
  before((done) => void web.listen(port, "127.0.0.1", done));
  after(() => web.closeAllConnections());
  after(() => void web.close());
  return {
    /** Requests since this was emptied. */
    asked,
    host: (): string => {
      const address = web.address();
      if (address === null || typeof address === "string") throw new Error("the server has no port");
      return `127.0.0.1:${address.port}`;
    },
    serve: (path: string, ...events: string[]): void => void files.set(path, calendar(...events)),
    /** Whatever it is. */
    serveText: (path: string, text: string): void => void files.set(path, text),
    textAt: (path: string): string => files.get(path) ?? "",
  };
}

export const etagOf = (text: string): string => `"${sha256(text)}"`;
