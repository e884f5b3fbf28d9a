import type { ChatMessage } from "@firecast/client";
import { type KeyboardEvent, useState } from "react";
import { useText } from "../text/language.js";
import { useProblemText } from "../ui/problem.js";
import { useToast } from "../ui/toasts.js";
import { chatTexts } from "./texts.js";

interface EditProps {
  message: ChatMessage;
  edit: (messageId: string, text: string) => Promise<unknown>;
  done: () => void;
}

/** Enter saves, Escape leaves it as it was. */
export function EditMessage({ message, edit, done }: EditProps) {
  const text = useText(chatTexts);
  const tell = useToast();
  const problemText = useProblemText();
  const [draft, setDraft] = useState(message.text);
  const save = (): void => {
    if (draft.trim() !== "" && draft !== message.text)
      edit(message.id, draft).catch((error: unknown) => tell({ title: problemText(error), kind: "problem" }));
    done();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") done();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    save();
  };
  return (
    <div className="edit">
      <textarea
        autoFocus
        aria-label={text.edit}
        value={draft}
        maxLength={4000}
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="row">
        <button className="button small" onClick={done}>
          {text.cancel}
        </button>
        <button className="button small primary" onClick={save}>
          {text.save}
        </button>
      </div>
    </div>
  );
}
