import { Tool } from "@firecast/contract/tools";
import type { TestInstance } from "../../support/testInstance.js";
import { aPlace, type Person, type Place } from "../people.js";

export const make = async (person: Person, values = {}): Promise<Tool> =>
  Tool.parse((await person.post("/tools", { name: "Poll", ...values })).body);

/** Where a tool is deployed, and the tool. */
export interface DeployedTool extends Place {
  readonly tool: Tool;
}

/** A tool of an owner's, deployed to their space. */
export async function aDeployedTool(server: TestInstance): Promise<DeployedTool> {
  const place = await aPlace(server);
  const tool = await make(place.owner);
  await place.owner.post(`/tools/${tool.id}/deploy`, { spaceId: place.id });
  return { ...place, tool, path: `/tools/${tool.id}` };
}
