import type { DocumentSnapshot } from "firebase-admin/firestore";
import type { Change, FirestoreEvent } from "firebase-functions/firestore";
import { toTimestamp } from "../clock.js";

type Placeholder<Path extends string> = Path extends `${string}{${infer P}}${infer Rest}`
  ? P | Placeholder<Rest>
  : never;

/** The ids in a path of this pattern, by placeholder. */
export type PathParams<Path extends string> = Readonly<Record<Placeholder<Path>, string>>;

/** A document that was created, changed or deleted. */
export type Written<Params = Readonly<Record<string, string>>> = Pick<
  FirestoreEvent<Change<DocumentSnapshot> | undefined, Params>,
  "data" | "params" | "time"
>;
export type Created<Params = Readonly<Record<string, string>>> = Pick<
  FirestoreEvent<DocumentSnapshot | undefined, Params>,
  "data" | "params" | "time"
>;

/**
 * A kind of documents that a feature follows, by the pattern of their path. The function of that name in `index.ts` calls
 * all that follow the same. Handlers run at least once, late or out of order.
 */
export type Trigger =
  | { readonly on: "created"; readonly document: string; handle(event: Created): Promise<void> }
  | { readonly on: "written"; readonly document: string; handle(event: Written): Promise<void> };

/** Follows documents from their creation on alone: other writes cost no call. */
export const onCreated = <Document extends string>(
  document: Document,
  handle: (event: Created<PathParams<Document>>) => Promise<void>,
): Trigger => ({ on: "created", document, handle });

/** Follows every write of documents, and their deletion. */
export const onWritten = <Document extends string>(
  document: Document,
  handle: (event: Written<PathParams<Document>>) => Promise<void>,
): Trigger => ({ on: "written", document, handle });

/** When the write happened, RFC 3339. */
export const timeOf = ({ time }: { readonly time: string }): string => toTimestamp(Date.parse(time));
