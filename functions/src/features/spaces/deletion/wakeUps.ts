import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { derivedId } from "../../../platform/ids.js";
import type { WakeUp } from "../../../platform/wakeUps/wakeUps.js";

export const erasureKind = "space_erasure";

/** `isLast`: nothing that runs now can have begun before the deletion. */
export const Erasure = z.object({ spaceId: Segment, isLast: z.boolean() });
type Erasure = z.infer<typeof Erasure>;

export const erasureAt = (dueAt: number, erasure: Erasure): WakeUp => ({
  id: derivedId(erasureKind, erasure.spaceId),
  kind: erasureKind,
  dueAt,
  payload: erasure,
});
