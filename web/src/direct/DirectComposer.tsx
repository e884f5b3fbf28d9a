import { SendHorizontal } from "lucide-react";
import { useState } from "react";
import { maxLength, mostTaken } from "../chat/limits.js";
import { chatTexts } from "../chat/texts.js";
import { useText } from "../text/language.js";
import { directTexts } from "./texts.js";

interface ComposerProps {
  name: string;
  say: (text: string) => void;
}

export function DirectComposer({ name, say }: ComposerProps) {
  const text = useText(directTexts);
  const { tooLong } = useText(chatTexts);
  const [draft, setDraft] = useState("");
  const over = draft.length - maxLength;
  const canSend = draft.trim() !== "" && over <= 0;
  const send = (): void => {
    if (!canSend) return;
    say(draft);
    setDraft("");
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="composer-line">
        <textarea
          rows={1}
          dir="auto"
          value={draft}
          maxLength={mostTaken}
          placeholder={text.placeholder(name)}
          aria-label={text.placeholder(name)}
          aria-invalid={over > 0}
          onChange={({ target }) => setDraft(target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button className="icon-button send" aria-label={text.send} disabled={!canSend}>
          <SendHorizontal aria-hidden="true" />
        </button>
      </div>
      {over > 0 && (
        <p className="over" role="alert">
          {tooLong(over)}
        </p>
      )}
    </form>
  );
}
