import type { WireEvent } from "@firecast/contract/core/events";
import type { ProblemDocument } from "../types/errors.js";

/** What a connection tells of channels: to its own page, and to the other pages of the browser. Plain data. */
export type Told =
  /** `asked`: the name that it was asked for by. `sent`: the position that the request brought along. */
  | {
      readonly type: "start";
      readonly channel: string;
      readonly asked: string;
      readonly start: "live" | "resumed" | "reset";
      readonly from: number;
      readonly head: number;
      readonly keyed: boolean;
      readonly cursor: string | undefined;
      readonly sent: string | undefined;
    }
  | { readonly type: "events"; readonly events: readonly WireEvent[]; readonly cursor: string | undefined }
  | {
      readonly type: "reset";
      readonly channel: string;
      readonly head: number;
      readonly cursor: string | undefined;
    }
  | { readonly type: "heads"; readonly heads: ReadonlyMap<string, number> }
  /** The channel cannot be read, or no more. */
  | { readonly type: "ended"; readonly channel: string; readonly problem: ProblemDocument }
  /** The server's clock at receipt. */
  | { readonly type: "clock"; readonly at: string };

export type ToldOf<Type extends Told["type"]> = Extract<Told, { type: Type }>;
