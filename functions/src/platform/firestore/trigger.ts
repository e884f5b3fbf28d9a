import type { DocumentSnapshot } from "firebase-admin/firestore";
import type { Change, FirestoreEvent } from "firebase-functions/firestore";
import { toTimestamp } from "../clock.js";
import type { DocumentPath, PathValues } from "./path.js";

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
export const onCreated = <Template extends string>(
  { template }: DocumentPath<Template>,
  handle: (event: Created<PathValues<Template>>) => Promise<void>,
): Trigger => ({
  on: "created",
  document: template,
  handle: ({ data, params, time }) => handle({ data, params: valuesIn(template, params), time }),
});

/** Follows every write of documents, and their deletion. */
export const onWritten = <Template extends string>(
  { template }: DocumentPath<Template>,
  handle: (event: Written<PathValues<Template>>) => Promise<void>,
): Trigger => ({
  on: "written",
  document: template,
  handle: ({ data, params, time }) => handle({ data, params: valuesIn(template, params), time }),
});

function valuesIn<Template extends string>(template: Template, params: object): PathValues<Template> {
  if (hasAll(template, params)) return params;
  throw new Error(`The event names no document of ${template}`);
}

const hasAll = <Template extends string>(
  template: Template,
  params: object,
): params is PathValues<Template> =>
  [...template.matchAll(/\{(\w+)\}/g)].every(([, name = ""]) => name in params);

/** When the write happened, RFC 3339. */
export const timeOf = ({ time }: { readonly time: string }): string => toTimestamp(Date.parse(time));
