import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { LinkAccess } from "./rules/rights.js";

/** What a link says. It is signed, and nothing of it is stored. */
export interface Link {
  readonly streamId: string;
  readonly access: LinkAccess;
  /** uid of the user who gave it: where rights end with a membership, so does the link. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const prefix = "dsl1";
const Said = z.tuple([z.string(), z.enum(["read", "write"]), z.string(), z.number()]);

export const signLink = ({ streamId, access, by, expiresAt }: Link, secret: string): string => {
  const said = Buffer.from(JSON.stringify([streamId, access, by, expiresAt])).toString("base64url");
  return `${prefix}.${said}.${signatureOf(said, secret)}`;
};

/** Whether a text looks like a link rather than like any other proof. */
export const looksLikeLink = (text: string): boolean => text.startsWith(`${prefix}.`);

/** Undefined for what was not signed with the secret, and for what is over. */
export function linkIn(text: string, secret: string, now: number): Link | undefined {
  const [first, said = "", signature = "", ...rest] = text.split(".");
  const isSigned = isSame(signature, signatureOf(said, secret));
  if (first !== prefix || rest.length > 0 || !isSigned) return undefined;
  const read = Said.safeParse(JSON.parse(Buffer.from(said, "base64url").toString()));
  if (!read.success) return undefined; // of another form than links have today
  const [streamId, access, by, expiresAt] = read.data;
  return now < expiresAt ? { streamId, access, by, expiresAt } : undefined;
}

const signatureOf = (said: string, secret: string): string =>
  createHmac("sha256", secret).update(`${prefix}.${said}`).digest("base64url");

/** In a time that tells nothing of where they differ. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
