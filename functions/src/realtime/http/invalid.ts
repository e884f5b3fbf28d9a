import { Problem } from "../../platform/problems.js";

export const invalid = (place: "query" | "body", pointer: string, detail: string): Problem =>
  new Problem("invalid_request", { errors: [{ in: place, pointer, detail }] });
