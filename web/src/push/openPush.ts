import { createPush, type Push, type PushOptions } from "@firecast/push";
import { tokensHere } from "./tokens.js";

/** A chunk of its own. */
export const openPush = (options: Omit<PushOptions, "tokens">): Push =>
  createPush({ ...options, tokens: tokensHere });
