import type { SpaceTemplate } from "../../platform/setup/order.js";

/** How the space of a stable begins. */
export const stable: SpaceTemplate = {
  name: "stable",
  tools: [{ name: "Feeding plan" }, { name: "Arena", description: "Who rides when" }],
  welcome: "Welcome to {space}! Say which horse is yours.",
};
