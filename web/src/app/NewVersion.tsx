import { useEffect } from "react";
import { useText } from "../text/language.js";
import { useToast } from "../ui/toasts.js";
import { shellTexts } from "./texts.js";

/** Keeps the app for when there is no network, and offers to reload once a newer version has been fetched. */
export function NewVersion() {
  const text = useText(shellTexts);
  const tell = useToast();
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    let isOver = false;
    const offer = (waiting: ServiceWorker): void => {
      if (isOver || !navigator.serviceWorker.controller) return; // the first one takes over by itself
      const act = (): void => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        waiting.postMessage("take-over");
      };
      tell({ title: text.newVersion, action: { label: text.reload, act }, stays: true });
    };
    const register = async (): Promise<void> => {
      const registration = await navigator.serviceWorker.register("/sw.js");
      if (isOver) return;
      if (registration.waiting) offer(registration.waiting);
      registration.addEventListener("updatefound", () => {
        const { installing } = registration;
        installing?.addEventListener("statechange", () => {
          if (installing.state === "installed") offer(installing);
        });
      });
    };
    register().catch(() => undefined); // without it the app needs a network, and nothing else is different
    return () => {
      isOver = true;
    };
  }, [tell, text]);
  return null;
}
