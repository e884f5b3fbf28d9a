import { Problem } from "../../../platform/problems.js";

/** So large may one message be: a document of Firestore holds 1 MiB. */
export const maxMessageBytes = 900 * 1024;

/** So many may one append bring. */
export const mostMessages = 10_000;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The messages of a body in JSON mode, each as it was written, on one line: one level of an array is taken apart. Numbers keep
 * digits that JavaScript's have no room for. @throws Problem 400 or 413.
 */
export function messagesIn(body: Buffer): string[] {
  const text = decoded(body);
  const value = parsed(text);
  const messages = (Array.isArray(value) ? elementsOf(text) : [text]).map(onOneLine);
  if (messages.some((message) => Buffer.byteLength(message) > maxMessageBytes))
    throw new Problem("payload_too_large", { detail: `At most ${maxMessageBytes} bytes in a message.` });
  return messages;
}

function decoded(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw new Problem("malformed_json", { cause });
  }
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (cause) {
    throw new Problem("malformed_json", { cause });
  }
}

/** Of a text that is a JSON array: the texts of its elements. */
function elementsOf(text: string): string[] {
  const inner = text.trim().slice(1, -1);
  if (inner.trim() === "") return [];
  const elements: string[] = [];
  const add = (element: string): void => {
    if (elements.push(element) <= mostMessages) return;
    throw new Problem("payload_too_large", { detail: `At most ${mostMessages} messages in an append.` });
  };
  let depth = 0;
  let begin = 0;
  for (let at = 0; at < inner.length; at++) {
    const character = inner[at];
    if (character === '"') at = endOfString(inner, at);
    else if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    else if (character === "," && depth === 0) {
      add(inner.slice(begin, at));
      begin = at + 1;
    }
  }
  add(inner.slice(begin));
  return elements;
}

function endOfString(text: string, opening: number): number {
  let at = opening + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
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
