import { RotateCw, X } from "lucide-react";
import { useText } from "../text/language.js";
import { useProblemText } from "../ui/problem.js";
import type { Refused } from "./rows.js";
import { chatTexts } from "./texts.js";

interface NotSentProps {
  refused: Refused;
  retry: (key: string) => void;
  dismiss: (key: string) => void;
}

/** Why the server has not taken a message, and what its author can do. */
export function NotSent({ refused: { key, problem }, retry, dismiss }: NotSentProps) {
  const text = useText(chatTexts);
  const problemText = useProblemText();
  return (
    <p className="refused" role="alert">
      {text.notSent}: {problemText(problem)}
      <button className="button small" onClick={() => retry(key)}>
        <RotateCw aria-hidden="true" /> {text.retry}
      </button>
      <button className="button small" onClick={() => dismiss(key)}>
        <X aria-hidden="true" /> {text.discard}
      </button>
    </p>
  );
}
