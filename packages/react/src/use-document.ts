import { documentOf, type DocumentState, type Loaded } from "@firecast/client";
import { drawn } from "./events/frame.js";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";
import { useLoaded, type UseStore } from "./use-loaded.js";

type Steps = Parameters<ReturnType<typeof documentOf>["change"]>[0];

const initial: DocumentState & Loaded = {
  title: "",
  content: "",
  version: 0,
  isSaving: false,
  refused: "",
  cursors: {},
  cursor: undefined,
  isLoaded: false,
  error: undefined,
};

function useDocumentOf(use: UseStore, documentId: string) {
  const { realtime } = useRealtimeContext();
  const { view, source } = use<DocumentState & Loaded, ReturnType<typeof documentOf>>(realtime, {
    name: `document\n${documentId}`,
    create: () => {
      const source = documentOf(realtime, documentId);
      // A field that is typed into shows it in the same turn.
      return { ...source, setContent: drawn(source.setContent), change: drawn(source.change) };
    },
    initial,
  });
  const { leave, flush } = source;
  // What is done to the text is done to what the user sees: others may have written since that was drawn.
  let { content: shown } = view;
  return {
    ...view,
    setContent: (text: string, caret?: number, before = shown): void => {
      source.setContent(text, before, caret);
      // Where the user stands is told in the same turn, of the text that they have typed.
      shown = text;
    },
    change: (steps: Steps): void => source.change(steps, shown),
    moveCursor: (position: number, selection?: { start: number; end: number }, text = shown): void =>
      source.moveCursor(position, selection, text),
    ...{ leave, flush },
  };
}

/**
 * A text that several users write at once. `setContent(text)`, or `change(steps)`, shows at once and is merged with what others
 * write. `cursors` says where others stand, `moveCursor` where the user does: told at most ten times a second, and taken away by
 * `leave` or when the last component that shows the document is gone.
 */
export const useDocument = (documentId: string) => useDocumentOf(useShared, documentId);

/** As `useDocument`, but it suspends until the first fetch has landed. */
export const useSuspenseDocument = (documentId: string) => useDocumentOf(useLoaded, documentId);
