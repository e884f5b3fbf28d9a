import { createHash } from "node:crypto";
import { Problem } from "../../../platform/problems.js";

/**
 * An offset is a tag and a position, 16 digits each, so that offsets of one stream sort as text. The tag stands for the stream,
 * and for all that are forked from it, whose offsets are the same; the position counts bytes, or messages in JSON mode.
 */
export const offsetOf = (tag: string, position: number): string => `${tag}_${padded(position)}`;

export const padded = (position: number): string => String(position).padStart(16, "0");

/** Sixteen digits that stand for an id. */
export const tagOf = (id: string): string =>
  padded(Number.parseInt(createHash("sha256").update(id).digest("hex").slice(0, 13), 16));

export type Offset =
  | { readonly type: "start" }
  | { readonly type: "now" }
  | { readonly type: "at"; readonly tag: string; readonly position: number };

const Form = /^(\d{1,16})_(\d{1,16})$/;

/** @throws Problem 400. */
export function offsetIn(text: string): Offset {
  if (text === "-1") return { type: "start" };
  if (text === "now") return { type: "now" };
  const [, tag = "", position = ""] = Form.exec(text) ?? [];
  if (tag === "") throw badOffset("is no offset");
  if (/^0+_0+$/.test(text)) return { type: "start" };
  return { type: "at", tag: tag.padStart(16, "0"), position: Number(position) };
}

/** The position that an offset stands for in a stream. @throws Problem 400 for one of another stream. */
export function positionOf(offset: Offset, { tag, end }: { tag: string; end: number }): number {
  switch (offset.type) {
    case "start":
      return 0;
    case "now":
      return end;
    case "at":
      if (offset.tag !== tag) throw badOffset("is an offset of another stream");
      if (offset.position > end) throw badOffset("is beyond the end of the stream");
      return offset.position;
  }
}

export const badOffset = (detail: string): Problem =>
  new Problem("invalid_request", { errors: [{ in: "query", pointer: "/offset", detail }] });
