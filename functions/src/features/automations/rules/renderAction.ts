import type { z } from "zod";
import { Action } from "@firecast/contract/automations/actions";
import { assertNever } from "../../../platform/assertNever.js";
import type { Facts } from "../../../platform/happenings/happening.js";
import { rendered, variablesOf } from "./template.js";

/** A text of an action that may have variables: where it stands, and how long it may be. */
type MapText = (text: string, pointer: string, max: number) => string;

/** Longest text in the data of a webhook and in a tool's state. */
const maxValue = 2000;
type Json = z.infer<ReturnType<typeof z.json>>;

/** A body nests 32 levels at the most. */
function mapJson(value: Json, pointer: string, map: MapText): Json {
  if (typeof value === "string") return map(value, pointer, maxValue);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item, at) => mapJson(item, `${pointer}/${at}`, map));
  return mapObject(value, pointer, map);
}

const mapObject = (object: Readonly<Record<string, Json>>, pointer: string, map: MapText) =>
  Object.fromEntries(
    Object.entries(object).map(([key, inner]) => [
      key,
      mapJson(inner, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, map),
    ]),
  );

/** Where an action goes, and whom it is about, is no text: nothing that a message says decides that. */
function mapTexts(action: Action, map: MapText): Action {
  switch (action.type) {
    case "post_message":
      return { ...action, text: map(action.text, "/text", 4000) };
    case "notify":
      return { ...action, title: map(action.title, "/title", 200), body: map(action.body, "/body", 1000) };
    case "create_event":
      return { ...action, title: map(action.title, "/title", 200) };
    case "webhook":
      return action.data ? { ...action, data: mapObject(action.data, "/data", map) } : action;
    case "set_tool_state":
      return { ...action, patch: mapObject(action.patch, "/patch", map) };
    case "deploy_tool":
      return action;
    default:
      return assertNever(action);
  }
}

/** An action as it is done, or what is wrong with it once its variables have values. */
export type RenderedAction =
  { readonly type: "action"; readonly action: Action } | { readonly type: "unfit"; readonly reason: string };

export function renderAction(action: Action, facts: Facts): RenderedAction {
  const filled = Action.safeParse(mapTexts(action, (text, _, max) => rendered(text, facts, max)));
  if (filled.success) return { type: "action", action: filled.data };
  const [issue] = filled.error.issues;
  return { type: "unfit", reason: `/${issue?.path.join("/") ?? ""} ${issue?.message ?? "does not fit"}` };
}

/** The variables of an action, with where they stand. */
export function variablesIn(action: Action): { readonly pointer: string; readonly name: string }[] {
  const found: { pointer: string; name: string }[] = [];
  mapTexts(action, (text, pointer) => {
    found.push(...variablesOf(text).map((name) => ({ pointer, name })));
    return text;
  });
  return found;
}
