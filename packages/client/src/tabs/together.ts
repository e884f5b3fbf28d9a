export { browserSiblings } from "./siblings.js";
export { Tabs } from "./tabs.js";
