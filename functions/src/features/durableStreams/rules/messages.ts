import { Problem } from "../../../platform/problems.js";

/** So large may one message be: a document of Firestore holds 1 MiB. */
export const maxMessageBytes = 900 * 1024;

/** So many may one append bring. */
export const mostMessages = 10_000;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The messages of a body in JSON mode, each as it was written, on one line: one level of an array is taken apart. Numbers keep
 * digits that JavaScript's have no room for. Each message is parsed by itself and let go: a body of 16 MiB may stand for values
 * of twenty times that. @throws Problem 400 or 413.
 */
export function messagesIn(body: Buffer): string[] {
  const text = decoded(body);
  const [first, end] = bounds(text);
  const messages = text[first] === "[" ? elementsOf(text, first, end) : [text];
  return messages.map(messageOf);
}

function decoded(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw new Problem("malformed_json", { cause });
  }
}

function messageOf(json: string): string {
  const message = onOneLine(json);
  if (Buffer.byteLength(message) > maxMessageBytes)
    throw new Problem("payload_too_large", { detail: `At most ${maxMessageBytes} bytes in a message.` });
  try {
    JSON.parse(json); // as it came: JSON knows less white space than JavaScript
    return message;
  } catch (cause) {
    throw new Problem("malformed_json", { cause });
  }
}

/** Where what is no white space begins and ends. */
function bounds(text: string): [number, number] {
  let [first, end] = [0, text.length];
  while (first < end && isWhite(text[first])) first++;
  while (end > first && isWhite(text[end - 1])) end--;
  return [first, end];
}

const isWhite = (character = ""): boolean => " \t\r\n".includes(character);

/**
 * What stands between the commas of a text that begins as a JSON array. The text is JSON exactly if each of these is.
 * @throws Problem 400 for one that does not end as it begins, 413.
 */
function elementsOf(text: string, first: number, end: number): string[] {
  const elements: string[] = [];
  const add = (element: string): void => {
    if (elements.push(element) <= mostMessages) return;
    throw new Problem("payload_too_large", { detail: `At most ${mostMessages} messages in an append.` });
  };
  const last = end - 1;
  if (last === first || text[last] !== "]") throw new Problem("malformed_json");
  let depth = 0;
  let begin = first + 1;
  for (let at = begin; at < last; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    else if (character === "," && depth === 0) {
      add(text.slice(begin, at));
      begin = at + 1;
    }
  }
  const rest = text.slice(begin, last);
  const [blank, blankEnd] = bounds(rest);
  if (elements.length > 0 || blank < blankEnd) add(rest);
  return elements;
}

/** Where it ends; beyond the text for one that does not. */
function endOfString(text: string, opening: number): number {
  let at = opening + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

/** Outside of strings a line break is white space; inside there is none that is not escaped. */
const onOneLine = (json: string): string => json.trim().replace(/[\r\n]+/g, " ");

/** Messages as they are stored, a line each. */
export const linesOf = (messages: readonly string[]): Buffer[] =>
  messages.map((message) => Buffer.from(`${message}\n`));

/** Stored lines as the JSON array that a reader gets. */
export function arrayOf(lines: Buffer): Buffer {
  const text = lines.toString("utf8");
  return Buffer.from(`[${text.slice(0, -1).replaceAll("\n", ",")}]`);
}
