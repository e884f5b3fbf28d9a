import { Window } from "happy-dom";

/** What React and its testing library take from a browser. Node's own `fetch`, streams and timers stay. */
const names = [
  "window",
  "document",
  "HTMLElement",
  "HTMLIFrameElement",
  "Element",
  "Node",
  "Event",
  "MouseEvent",
  "MutationObserver",
  "requestAnimationFrame",
  "cancelAnimationFrame",
] as const;

/** Makes this process a page. Returns what ends that: other tests run here after it. */
export function openPage(): () => void {
  const window = new Window({ url: "https://app.example/" });
  const before = new Map<string, unknown>();
  const set = (name: string, value: unknown) => {
    before.set(name, Reflect.get(globalThis, name));
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  };
  for (const name of names) {
    const value: unknown = name === "window" ? window : Reflect.get(window, name);
    const isMethod = name.endsWith("Frame");
    set(name, isMethod && typeof value === "function" ? value.bind(window) : value);
  }
  set("IS_REACT_ACT_ENVIRONMENT", true);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
    void window.happyDOM.close();
  };
}
