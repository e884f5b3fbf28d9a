import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

const calendar = (...events: string[]): string =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Firecast//Bench//EN", ...events, "END:VCALENDAR", ""].join(
    "\r\n",
  );

const event = (uid: string, ...lines: string[]): string =>
  ["BEGIN:VEVENT", `UID:${uid}`, ...lines, "END:VEVENT"].join("\r\n");

const repeated = (count: number, make: (n: number) => string): string =>
  calendar(Array.from({ length: count }, (_, n) => make(n)).join("\r\n"));

/** Made before the first request: the server of healthy feeds has nothing else to do then. */
const gzipBomb = gzipSync(Buffer.alloc(200_000_000, 0x20));

const soon = (): string => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");

/** Sends the block as fast as it is taken, without an end. */
function flood(response: ServerResponse, block: Buffer | string): void {
  const { socket } = response;
  const more = (): void => {
    while (socket && !socket.destroyed && socket.write(block));
    socket?.once("drain", more);
  };
  more();
}

const text = (body: () => string): RequestListener => {
  let made: string | undefined;
  return (_, response) => response.end((made ??= body()));
};

const rules = (count: number, start: string, rule: string) =>
  text(() =>
    repeated(count, (n) => event(`${n}`, `DTSTART;TZID=Europe/Berlin:${start}T090000`, `RRULE:${rule}`)),
  );

/** Asked for in the place of a hostile feed: what is measured then is what the healthy ones take. */
export const noHarm = "nothing that harms";

/** Feeds that are meant to harm, by what they have. */
export const hostileFeeds: Readonly<Record<string, RequestListener>> = {
  "an endless body": (_, response) => {
    response.writeHead(200).flushHeaders();
    flood(response, `4000\r\n${"x".repeat(0x4000)}\r\n`);
  },
  "an answer that never comes": () => undefined,
  "chunks of one byte": (_, response) => {
    response.writeHead(200).flushHeaders();
    flood(response, "1\r\nx\r\n".repeat(10_000));
  },
  "chunks of two bytes": (_, response) => {
    response.writeHead(200).flushHeaders();
    flood(response, "2\r\nxx\r\n".repeat(10_000));
  },
  "interim answers": (_, response) => flood(response, "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(2000)),
  "a gzip bomb": (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipBomb),
  "a million events": text(() => repeated(1_000_000, () => "BEGIN:VEVENT\r\nEND:VEVENT")),
  "5 MB of tiny events": text(() => repeated(190_000, () => "BEGIN:VEVENT\r\nEND:VEVENT")),
  "FREQ=SECONDLY": rules(15_000, "20260101", "FREQ=SECONDLY"),
  "20,000 daily series since 1970": rules(20_000, "19700101", "FREQ=DAILY"),
  "rules that never match": rules(15_000, "19700101", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30"),
  "100,000 exceptions": text(() =>
    calendar(
      event(
        "a",
        "DTSTART:20260101T000000Z",
        "RRULE:FREQ=DAILY",
        ...Array<string>(100_000).fill("EXDATE:20260301T000000Z"),
      ),
    ),
  ),
  "a line of 4 MB": text(() =>
    calendar(event("a", "DTSTART:20260101T000000Z", `SUMMARY:${"x".repeat(4_000_000)}`)),
  ),
};

/** Serves `/hostile/<name>`, healthy feeds, and at `/unchanged` what never changes. */
export async function startFeedServer() {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    if (path === "/unchanged" && request.headers["if-none-match"]) return void response.writeHead(304).end();
    const hostile = hostileFeeds[path.replace("/hostile/", "")];
    response.on("error", () => undefined);
    if (hostile) return hostile(request, response);
    if (path === `/hostile/${noHarm}`) return void response.writeHead(404).end();
    response.end(calendar(event("one", "SUMMARY:One", `DTSTART:${soon()}T090000Z`)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
