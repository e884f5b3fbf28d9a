import type { Head } from "../schema.js";

/** What a link allows. */
export type LinkAccess = "read" | "write";

/** Who asks, as far as rights in one stream depend on it. */
export interface Asker {
  /** A uid, or a service; undefined for one without an account. */
  readonly owner?: string | undefined;
  /** Whether it is a member of the space that the stream's name is in; by a link, whether the user who gave it is. */
  readonly isMember: boolean;
  /** What a link says that was signed here. */
  readonly link?: { readonly streamId: string; readonly access: LinkAccess } | undefined;
}

/** Members of a space share its streams; others belong to their owner. A link gives what it says for as long as its giver may, but no deletion. */
export function may(
  { owner, isMember, link }: Asker,
  to: LinkAccess | "delete",
  stream: Pick<Head, "id" | "owner" | "spaceId">,
): boolean {
  if (stream.spaceId !== undefined && !isMember) return false;
  if (link) return link.streamId === stream.id && (to === "read" || to === link.access);
  if (stream.spaceId === undefined) return owner === stream.owner;
  return to !== "delete" || owner === stream.owner;
}
