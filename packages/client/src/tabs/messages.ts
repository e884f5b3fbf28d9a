import type { Told } from "../connection/told.js";
import type { ConnectionState } from "../types/states.js";

/** What pages of one browser say to each other. They run the same version: its number is in the channel's name. */
export type TabMessage =
  /** A page leads: the others say what they want. */
  | { readonly type: "lead"; readonly from: string }
  /** Every 2 s, from the leader; one that says nothing is frozen. */
  | { readonly type: "beat"; readonly from: string; readonly state: ConnectionState }
  | {
      readonly type: "want";
      readonly from: string;
      readonly channels: ReadonlyMap<string, string | undefined>;
      readonly visible: boolean;
    }
  | { readonly type: "bye"; readonly from: string }
  /** `to`: for this page alone. */
  | { readonly type: "told"; readonly from: string; readonly to?: string | undefined; readonly told: Told }
  /** A page is looked at: the leader tries at once. */
  | { readonly type: "wake"; readonly from: string }
  | { readonly type: "sign_out"; readonly from: string };

/** Only pages of this origin can post there, and the name holds the version: the envelope is enough. */
export const isTabMessage = (message: unknown): message is TabMessage =>
  typeof message === "object" && message !== null && "type" in message && "from" in message;
