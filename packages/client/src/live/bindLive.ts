import type { SSEMessage } from "../sse/frames.js";

/** A part of a page, as far as it is used. */
export interface LiveRoot {
  querySelectorAll(selector: string): Iterable<LiveElement>;
}

export interface LiveElement {
  textContent: string | null;
  readonly classList: { add(name: string): void; remove(name: string): void };
  getAttribute(name: string): string | null;
}

/** Where events come from, such as an `SSEClient`. */
export interface LiveSource {
  on(type: string, fn: (data: unknown, message: SSEMessage) => void): () => void;
}

export interface BindLiveOptions {
  readonly source: LiveSource;
  /** Of this pin alone. Default: of every pin that the source tells of. */
  readonly pinId?: string;
  /** Calls back after `ms`. Returns what takes that back. */
  readonly after: (ms: number, act: () => void) => () => void;
}

/** How long what has changed is marked, ms. */
const markedForMs = 1000;
const mark = "live-updating";

/**
 * Keeps a rendered page current: `[data-var="name"]` shows the pin's variable as text and has the class `live-updating` for a second
 * after a change; in `[data-pipeline="id"]` each `.progress-bar` is as wide as the pipeline has come. Returns what ends that.
 */
export function bindLiveTo(root: LiveRoot, { source, pinId, after }: BindLiveOptions): () => void {
  const marked = new Map<LiveElement, () => void>();
  const show = (element: LiveElement, text: string): void => {
    element.textContent = text; // text, never HTML: a variable is what a user has written
    element.classList.add(mark);
    marked.get(element)?.();
    const unmark = (): void => {
      marked.delete(element);
      element.classList.remove(mark);
    };
    marked.set(element, after(markedForMs, unmark));
  };
  const ends = [
    source.on("pin:content_updated", (data) => {
      const vars = varsOf(data, pinId);
      if (!vars) return;
      for (const element of root.querySelectorAll("[data-var]")) {
        const name = element.getAttribute("data-var") ?? "";
        if (Object.hasOwn(vars, name)) show(element, asText(vars[name]));
      }
    }),
    source.on("automation:pipeline_status", (data) => {
      const pipeline = pipelineOf(data);
      if (!pipeline) return;
      for (const element of root.querySelectorAll("[data-pipeline]")) {
        if (element.getAttribute("data-pipeline") !== pipeline.id || !isRoot(element)) continue;
        for (const bar of element.querySelectorAll(".progress-bar")) setWidth(bar, pipeline.percent);
      }
    }),
  ];
  return () => {
    for (const end of ends) end();
    for (const [element, cancel] of [...marked]) {
      cancel();
      element.classList.remove(mark);
    }
    marked.clear();
  };
}

/** Null is a variable that is gone. */
const asText = (value: unknown): string =>
  value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

function varsOf(data: unknown, pinId: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(data) || !isRecord(data.updatedVars)) return undefined;
  return pinId === undefined || data.pinId === pinId ? data.updatedVars : undefined;
}

function pipelineOf(data: unknown): { id: string; percent: number } | undefined {
  if (!isRecord(data) || typeof data.pipelineId !== "string" || typeof data.progress !== "number")
    return undefined;
  return { id: data.pipelineId, percent: Math.min(100, Math.max(0, data.progress)) };
}

/** By the style's own property: an attribute `style` is what a strict Content-Security-Policy forbids. */
function setWidth(element: LiveElement, percent: number): void {
  if ("style" in element && isRecord(element.style)) element.style.width = `${percent}%`;
}

const isRoot = (element: object): element is LiveRoot => "querySelectorAll" in element;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
