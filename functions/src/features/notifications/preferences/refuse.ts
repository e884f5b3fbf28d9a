import { NotificationType } from "@firecast/contract/notifications";
import type { Preferences } from "@firecast/contract/preferences";
import type { InvalidPart } from "../../../platform/problems.js";
import { specOf } from "../registry.js";

/** A choice that could have no effect is refused: nobody should believe that an alert is off. */
export const withoutEffect = ({ types = {} }: Preferences): InvalidPart[] =>
  NotificationType.options
    .filter((type) => types[type]?.push === false && specOf(type).required)
    .map((type) => ({ in: "body", pointer: `/types/${type}/push`, detail: "is required and stays on" }));
