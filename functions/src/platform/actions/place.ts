import { Problem } from "../problems.js";

/** What an action names, or else what its automation belongs to. @throws Problem that points at what is missing */
export const spaceOf = (
  action: { spaceId?: string | undefined },
  authored: { spaceId?: string | undefined },
) => action.spaceId ?? authored.spaceId ?? missing("spaceId");

export const toolOf = (action: { toolId?: string | undefined }, authored: { toolId?: string | undefined }) =>
  action.toolId ?? authored.toolId ?? missing("toolId");

function missing(name: string): never {
  const detail = "must be given: the automation itself belongs to none";
  throw new Problem("invalid_request", { errors: [{ in: "body", pointer: `/${name}`, detail }] });
}
