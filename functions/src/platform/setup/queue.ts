import type { WriteBatch } from "firebase-admin/firestore";
import type { SetupDraft } from "@firecast/contract/space/setup";
import type { Space } from "@firecast/contract/space/spaces";
import { Problem } from "../problems.js";

/** Sets new spaces up. One feature at most has it. */
export interface SetupQueue {
  /**
   * What is to be written in the commit that creates the space, so that no crash loses its set-up.
   * @throws Problem `invalid_request` for what this deployment cannot set up.
   */
  enqueue(space: Space, draft: SetupDraft | undefined): (batch: WriteBatch) => void;
}

/** Of a deployment that sets nothing up. */
export const noSetups: SetupQueue = {
  enqueue: (_, draft) => {
    if (draft !== undefined) throw notSetUp("/setup", "This deployment sets nothing up in spaces.");
    return () => undefined;
  },
};

export const notSetUp = (pointer: string, detail: string): Problem =>
  new Problem("invalid_request", { errors: [{ in: "body", pointer, detail }] });
