import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { listen } from "../emulators/listen.mjs";

const largestFile = 1_000_000;

/**
 * An iCalendar feed as another calendar would publish it: `GET /team.ics`, with an ETag. `PUT /team.ics` replaces it, so that
 * one can see what a change, or a file that is broken off, does.
 */
export async function startDemoFeed(port, host = "127.0.0.1") {
  let file = teamCalendar(new Date());
  const server = createServer(async (request, response) => {
    if (request.url !== "/team.ics") return void response.writeHead(404).end();
    if (request.method === "PUT") {
      file = await bodyOf(request);
      return void response.writeHead(204).end();
    }
    const etag = `"${createHash("sha256").update(file).digest("base64url")}"`;
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304).end();
    response.writeHead(200, { "Content-Type": "text/calendar; charset=utf-8", ETag: etag }).end(file);
  });
  return listen(server, port, host);
}

/** A meeting every week, one every month, and a day off. */
function teamCalendar(now) {
  const today = now.toISOString().slice(0, 10).replaceAll("-", "");
  const event = (uid, ...lines) => ["BEGIN:VEVENT", `UID:${uid}@example.com`, ...lines, "END:VEVENT"];
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Firecast//Demo//EN",
    ...event(
      "standup",
      "SUMMARY:Team stand-up",
      `DTSTART;TZID=Europe/Berlin:${today}T090000`,
      "DURATION:PT15M",
      "RRULE:FREQ=WEEKLY;COUNT=10",
    ),
    ...event(
      "review",
      "SUMMARY:Review",
      `DTSTART;TZID=America/New_York:${today}T140000`,
      "DURATION:PT1H",
      "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
    ),
    ...event("off", "SUMMARY:Day off", `DTSTART;VALUE=DATE:${today}`),
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}

async function bodyOf(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    if (text.length < largestFile) text += chunk;
  }
  return text;
}
