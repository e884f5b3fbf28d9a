import { z } from "zod";

/**
 * What a callable was called with, as its caller meant it. Swift and Kotlin send a 64-bit number as an object that names its type
 * (https://firebase.google.com/docs/functions/callable-reference#serialization), and every SDK sends null for what is left out.
 * Any other object with a field `@type` stays: it is what a user wrote.
 */
export function meantBy(data: unknown): unknown {
  const plain = withNumbers(data);
  const fields = Fields.safeParse(plain).data;
  return fields ? Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) : plain;
}

const Fields = z.record(z.string(), z.unknown());

const Long = z.strictObject({
  "@type": z.enum([
    "type.googleapis.com/google.protobuf.Int64Value",
    "type.googleapis.com/google.protobuf.UInt64Value",
  ]),
  value: z
    .string()
    .regex(/^-?\d{1,20}$/)
    .transform(Number)
    .refine(Number.isSafeInteger),
});

/** How deep it goes is bounded where the body is read. */
function withNumbers(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withNumbers);
  const long = Long.safeParse(value);
  if (long.success) return long.data.value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withNumbers(field)]));
}
