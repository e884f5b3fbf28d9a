import type {
  CollectionGroup,
  CollectionReference,
  DocumentReference,
  Firestore,
} from "firebase-admin/firestore";

/** A value for each placeholder of a template: `{ spaceId: string }` for `spaces/{spaceId}`. */
export type PathValues<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & PathValues<Rest>
  : object;

/** The template without its last segment. */
type CollectionOf<Template extends string> = Template extends `${infer Head}/${infer Rest}`
  ? Rest extends `${string}/${string}`
    ? `${Head}/${CollectionOf<Rest>}`
    : Head
  : never;

/** A document's path, written once for the trigger, the store and the rules' tests. */
export interface DocumentPath<Template extends string> {
  /** As a trigger names it; literal, so that the event's params have types. */
  readonly template: Template;
  /** The path of one document. @throws RangeError if a value is empty or has a slash in it. */
  of(values: PathValues<Template>): string;
  document(firestore: Firestore, values: PathValues<Template>): DocumentReference;
  /** The collection that the document is in. */
  collection(firestore: Firestore, values: PathValues<CollectionOf<Template>>): CollectionReference;
  /** All collections of that name, whatever document they are under. */
  collectionGroup(firestore: Firestore): CollectionGroup;
}

/** Loads no database client: a function is declared with its template alone. */
export function path<const Template extends string>(template: Template): DocumentPath<Template> {
  const collection = template.slice(0, template.lastIndexOf("/"));
  const collectionId = collection.slice(collection.lastIndexOf("/") + 1);
  return {
    template,
    of: (values) => filled(template, values),
    document: (firestore, values) => firestore.doc(filled(template, values)),
    collection: (firestore, values) => firestore.collection(filled(collection, values)),
    collectionGroup: (firestore) => firestore.collectionGroup(collectionId),
  };
}

function filled(template: string, values: object): string {
  const known = new Map<string, unknown>(Object.entries(values));
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = known.get(name);
    if (typeof value === "string" && /^[^/]+$/.test(value)) return value;
    throw new RangeError(`${template} needs a ${name} of one segment`);
  });
}
