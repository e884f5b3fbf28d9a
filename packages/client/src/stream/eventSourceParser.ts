interface Heard {
  /** `id` is that of the event itself, not of one before it. */
  event(type: string, data: string, id: string | undefined): void;
  retry(ms: number): void;
  /** An event that was skipped. */
  broken(reason: string): void;
}

/** A server of ours ends a stream before it has sent 8 MB: what is larger than that is no event of it. */
export const maxEventChars = 8 * 1024 * 1024;

const [colon, space] = [58, 32] as const;

/**
 * Takes the text of an event stream piece by piece, as https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 * says. An event that is too large is left out, and what follows it comes.
 */
export function eventSourceParser({ event, retry, broken }: Heard): (text: string) => void {
  /** The beginning of a line that has not ended. */
  let rest = "";
  let endedByCr = false;
  let [type, data]: [string, string | undefined] = ["", undefined];
  let id: string | undefined;
  let isTooLarge = false;

  const end = (): void => {
    if (isTooLarge) broken("An event is too large.");
    else if (data !== undefined) event(type || "message", data, id);
    [type, data, id, isTooLarge] = ["", undefined, undefined, false];
  };
  /** A line, as it stands in the text: nothing but its value is cut out. */
  const take = (text: string, from: number, to: number): void => {
    if (from === to) return end();
    if (isTooLarge) return;
    let value: string | undefined;
    if ((value = valueIn(text, from, to, "data")) !== undefined)
      data = data === undefined ? value : `${data}\n${value}`;
    else if ((value = valueIn(text, from, to, "event")) !== undefined) type = value;
    else if ((value = valueIn(text, from, to, "id")) !== undefined) id = value.includes("\0") ? id : value;
    else if ((value = valueIn(text, from, to, "retry")) !== undefined && /^\d+$/.test(value))
      retry(Number(value));
  };
  const bound = (): void => {
    if (rest.length + (data?.length ?? 0) <= maxEventChars) return;
    isTooLarge = true;
    rest = ":"; // the rest of the line is as good as a comment
    data = undefined;
  };

  return (piece) => {
    let text = endedByCr && piece.startsWith("\n") ? piece.slice(1) : piece;
    if (piece !== "") endedByCr = piece.endsWith("\r");
    if (text.includes("\r")) text = text.replaceAll(/\r\n?/g, "\n");
    if (text.includes("\n")) {
      text = rest + text;
      let from = 0;
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
        take(text, from, at);
        from = at + 1;
      }
      rest = text.slice(from);
    } else rest += text;
    bound();
  };
}

/** The value of a line's field; undefined if it is another field. */
function valueIn(text: string, from: number, to: number, field: string): string | undefined {
  if (!text.startsWith(field, from)) return undefined;
  const end = from + field.length;
  if (end === to) return "";
  if (text.charCodeAt(end) !== colon) return undefined;
  return text.slice(text.charCodeAt(end + 1) === space ? end + 2 : end + 1, to);
}
