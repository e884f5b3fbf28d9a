import type { SpaceTemplate } from "../../platform/setup/order.js";

/** What most teams begin with. */
export const team: SpaceTemplate = {
  name: "team",
  tools: [{ name: "Poll", description: "Ask everybody something" }, { name: "Agenda" }],
  welcome: "Welcome to {space}!",
};
