import { RotateCw, X } from "lucide-react";
import { useText } from "../text/language.js";
import { Avatar } from "../ui/Avatar.js";
import { useProblemText } from "../ui/problem.js";
import type { MessageActs } from "./MessageRow.js";
import type { Refused } from "./rows.js";
import { chatTexts } from "./texts.js";

interface RefusedProps {
  refused: Refused;
  own: string;
  names: (uid: string) => string;
  acts: MessageActs;
}

/** What the user has said and the server will not take. */
export function RefusedRow({ refused, own, names, acts }: RefusedProps) {
  const text = useText(chatTexts);
  const problemText = useProblemText();
  const { key, problem } = refused;
  return (
    <article className="message begins pending" aria-label={names(own)}>
      <Avatar uid={own} name={names(own)} />
      <div className="message-main">
        <header className="message-head">
          <b>{names(own)}</b>
        </header>
        <p className="message-text" dir="auto">
          {refused.text}
        </p>
        <p className="refused" role="alert">
          {text.notSent}: {problemText(problem)}
          <button className="button small" onClick={() => acts.retry(key)}>
            <RotateCw aria-hidden="true" /> {text.retry}
          </button>
          <button className="button small" onClick={() => acts.dismiss(key)}>
            <X aria-hidden="true" /> {text.discard}
          </button>
        </p>
      </div>
    </article>
  );
}
