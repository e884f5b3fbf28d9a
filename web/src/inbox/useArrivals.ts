import type { Notification } from "@firecast/contract/notifications/notifications";
import { useEvents } from "@firecast/react";
import { useNavigate } from "react-router";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useToast } from "../ui/toasts.js";
import { inboxTexts } from "./texts.js";

/** Tells of what comes into the inbox while one looks, but for what one is just looking at. */
export function useArrivals(): void {
  const tell = useToast();
  const text = useText(inboxTexts);
  const navigate = useNavigate();
  useEvents(["notifications"], ({ type, data }) => {
    const item = type === "notification:created" ? itemIn(data) : undefined;
    if (!item || item.actionUrl.split("?")[0] === location.pathname) return;
    const act = (): void => void navigate(item.actionUrl);
    tell({ title: readable(item.title), body: readable(item.body), action: { label: text.open, act } });
    void import("../ui/chime.js").then(({ chime }) => chime());
  });
}

type Shown = Pick<Notification, "title" | "body" | "actionUrl">;

function itemIn(data: unknown): Shown | undefined {
  if (typeof data !== "object" || data === null || !("item" in data)) return undefined;
  return isShown(data.item) ? data.item : undefined;
}

const isShown = (item: unknown): item is Shown =>
  typeof item === "object" &&
  item !== null &&
  "title" in item &&
  typeof item.title === "string" &&
  "body" in item &&
  typeof item.body === "string" &&
  "actionUrl" in item &&
  typeof item.actionUrl === "string";
