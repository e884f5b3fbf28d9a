import { type InvalidPart, Problem } from "../platform/problems.js";
import { sha256 } from "../platform/ids.js";
import type { Position } from "./log/event.js";

/** Where no browser looks at it: sixteen rooms of several channels each. */
export const longestSocketCursor = 1500;

/** Browsers preflight a cross-origin reconnect whose `Last-Event-ID` is longer or has other characters. */
export const maxCursorLength = 128;

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const tagLength = 4;
const Entry = /^[A-Za-z0-9_-]{4}[A-Za-z0-9_-]{1,8}$/;

/**
 * A stream's position in one channel as text: four characters that stand for the channel, its epoch and the `seq`, then
 * the `seq` in base 64. A log that was deleted and begun again has another epoch, so its old positions match nothing; nor
 * does an entry that was cut short or changed.
 */
export const entryOf = (channel: string, { epoch, seq }: Position): string =>
  tagOf(channel, epoch, seq) + encode(seq);

/**
 * The SSE `id`: the entries of all channels of the stream, joined by dots. Sixteen channels fit up to seq 262,143 in
 * each; an entry that does not fit any more is left out, and its channel will be `reset` at a resume, never misread.
 */
export function joinCursor(entries: readonly string[], longest = maxCursorLength): string {
  const whole = entries.join(".");
  if (whole.length <= longest) return whole;
  let kept = "";
  for (const entry of entries) {
    const longer = kept === "" ? entry : `${kept}.${entry}`;
    if (longer.length <= longest) kept = longer;
  }
  return kept;
}

/**
 * The ids of a stream that a ticket opened begin with 20 characters, 120 random bits, that open it again: longer than any
 * entry. With them, thirteen channels fit as sixteen do without.
 */
const Secret = /^[A-Za-z0-9_-]{20}$/;

/** What a client brought back, taken apart; `entries` is empty for a stream that ended before it stood anywhere. */
export function splitCursor(text: string): { secret: string | undefined; entries: string[] } {
  const [first = "", ...rest] = text.split(".");
  return Secret.test(first)
    ? { secret: first, entries: rest }
    : { secret: undefined, entries: [first, ...rest] };
}

/** A cursor that a client brought back: positions by channel and epoch. */
export interface Cursor {
  /** Where the client stood in this channel, if the cursor knows the channel in this epoch. */
  seqIn(channel: string, epoch: string): number | undefined;
}

interface ParseOptions {
  /** Where the cursor was in the query. */
  pointer?: InvalidPart["pointer"];
  /** Characters. Default: what a browser's `EventSource` brings back. */
  longest?: number;
}

/** @throws Problem `invalid_request` for anything that this server cannot have written. */
export function parseCursor(
  text: string,
  { pointer = "/cursor", longest = maxCursorLength }: ParseOptions = {},
): Cursor {
  const entries = text.length <= longest ? splitCursor(text).entries : [];
  if (entries.length === 0 || !entries.every((entry) => Entry.test(entry))) {
    throw new Problem("invalid_request", {
      errors: [{ in: "query", pointer, detail: "is not a cursor of this service" }],
    });
  }
  const stood = entries.map((entry) => ({
    tag: entry.slice(0, tagLength),
    seq: decode(entry.slice(tagLength)),
  }));
  return {
    seqIn: (channel, epoch) => {
      // Two entries may match one channel by accident: then neither says anything.
      const [found, other] = stood.filter(({ tag, seq }) => tag === tagOf(channel, epoch, seq));
      return other ? undefined : found?.seq;
    },
  };
}

const tagOf = (channel: string, epoch: string, seq: number): string =>
  sha256(`${channel}\n${epoch}\n${seq}`).slice(0, tagLength);

/** The `seq` that an entry stands for. */
export const seqOfEntry = (entry: string): number => decode(entry.slice(tagLength));

export function encode(seq: number): string {
  let text = "";
  for (let rest = seq; rest > 0 || text === ""; rest = Math.floor(rest / 64))
    text = digits.charAt(rest % 64) + text;
  return text;
}

const decode = (text: string): number =>
  [...text].reduce((seq, digit) => seq * 64 + digits.indexOf(digit), 0);
