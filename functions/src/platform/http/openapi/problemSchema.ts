import { everyProblem, problemTypes } from "../../problems.js";

/** A refusal, of each of the types that there are. */
export const problemSchema = {
  type: "object",
  required: ["type", "title", "status"],
  properties: {
    type: { type: "string", enum: problemTypes },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["in", "pointer", "detail"],
        properties: {
          in: { type: "string", enum: ["path", "query", "header", "body"] },
          pointer: { type: "string" },
          detail: { type: "string" },
        },
      },
    },
  },
  examples: [
    {
      type: "urn:firecast:problem:invalid-request",
      title: "The request is not valid",
      status: 400,
      errors: [{ in: "body", pointer: "/text", detail: "is too long" }],
    },
  ],
} as const;

/** One of each type, by its name. */
export const problemExamples: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(everyProblem).map(([code, value]) => [code, { summary: value.title, value }]),
);
