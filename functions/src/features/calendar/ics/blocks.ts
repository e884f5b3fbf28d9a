/** An iCalendar file, cut at its events: one that cannot be read spoils no other. */
export interface Blocks {
  /** Ends with END:VCALENDAR: nothing is missing at its end. */
  readonly complete: boolean;
  /** `X-WR-TIMEZONE`, the zone of times that name none. */
  readonly timeZone: string | undefined;
  readonly events: readonly string[];
  readonly zones: readonly string[];
  /** There were more events than may be. */
  readonly cut: boolean;
}

/** Longest event, in characters, with its alarms and attachments. */
const maxBlock = 200_000;

/** Cuts the text. Undefined if it is no calendar. */
export function cutBlocks(text: string, maxEvents: number): Blocks | undefined {
  const events: string[] = [];
  const zones: string[] = [];
  let timeZone: string | undefined;
  let [begun, complete, cut] = [false, false, false];
  let open: { name: string; lines: string[]; size: number } | undefined;

  for (const line of linesOf(text)) {
    const upper = line.length < 100 ? line.toUpperCase() : "";
    if (open) {
      open.size += line.length;
      if (open.size <= maxBlock) open.lines.push(line);
      if (upper !== `END:${open.name}`) continue;
      const block = open.lines.join("\r\n");
      if (open.name === "VTIMEZONE") zones.push(block);
      else if (events.length < maxEvents) events.push(block);
      else cut = true;
      open = undefined;
    } else if (upper === "BEGIN:VEVENT" || upper === "BEGIN:VTIMEZONE") {
      open = { name: upper.slice("BEGIN:".length), lines: [line], size: line.length };
    } else if (upper === "BEGIN:VCALENDAR") {
      [begun, complete] = [true, false];
    } else if (upper === "END:VCALENDAR") complete = true;
    else timeZone ??= /^X-WR-TIMEZONE[^:]*:(.+)$/i.exec(line)?.[1];
  }
  return begun ? { complete: complete && !open, timeZone, events, zones, cut } : undefined;
}

/** Lines as they are, folded ones in their parts: ical.js joins them. */
function* linesOf(text: string): Generator<string> {
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, text[end - 1] === "\r" ? end - 1 : end);
    start = end + 1;
    if (line !== "") yield line.startsWith(" ") || line.startsWith("\t") ? line : line.trimEnd();
  }
}
