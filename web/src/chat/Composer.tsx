import { SendHorizontal, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTyping } from "@firecast/react";
import { useMembers } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { maxLength, mostTaken } from "./limits.js";
import { MentionList } from "./MentionList.js";
import { completed, mentionAt } from "./mentions.js";
import { chatTexts } from "./texts.js";

interface ComposerProps {
  spaceId: string;
  say: (text: string) => void;
  replyTo: { name: string; text: string } | undefined;
  cancelReply: () => void;
  label: string;
}

export function Composer({ spaceId, say, replyTo, cancelReply, label }: ComposerProps) {
  const text = useText(chatTexts);
  const { typed, stopped } = useTyping(spaceId);
  const { data: members } = useMembers(spaceId);
  const active = (members ?? []).filter(({ status }) => status === "active");
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState("");
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [dismissed, setDismissed] = useState(-1);

  const mention = mentionAt(draft, caret);
  const people = mention && mention.start !== dismissed ? completed(active, mention.word) : [];
  const over = draft.length - maxLength;
  const canSend = draft.trim() !== "" && over <= 0;

  const complete = (uid: string): void => {
    if (!mention) return;
    const before = `${draft.slice(0, mention.start)}@${uid} `;
    setDraft(before + draft.slice(caret));
    setCaret(before.length);
    setChosen(0);
    field.current?.focus();
  };
  const send = (): void => {
    if (!canSend) return;
    say(draft);
    setDraft("");
    setCaret(0);
    stopped();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const person = people[chosen];
    if (person && ["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"].includes(event.key)) {
      event.preventDefault();
      if (event.key === "ArrowDown") setChosen((chosen + 1) % people.length);
      else if (event.key === "ArrowUp") setChosen((chosen + people.length - 1) % people.length);
      else if (event.key === "Escape") setDismissed(mention?.start ?? -1);
      else complete(person.uid);
      return;
    }
    if (event.key === "Escape" && replyTo) return cancelReply();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {people.length > 0 && <MentionList people={people} chosen={chosen} choose={complete} />}
      {replyTo && (
        <p className="replying">
          <span>
            {text.replyingTo(replyTo.name)} <q>{replyTo.text}</q>
          </span>
          <button type="button" className="icon-button" aria-label={text.cancel} onClick={cancelReply}>
            <X aria-hidden="true" />
          </button>
        </p>
      )}
      <div className="composer-line">
        <textarea
          ref={field}
          name="message"
          rows={1}
          dir="auto"
          value={draft}
          maxLength={mostTaken}
          placeholder={label}
          aria-label={label}
          aria-invalid={over > 0}
          aria-haspopup="listbox"
          aria-controls={people.length > 0 ? "mentions" : undefined}
          aria-autocomplete="list"
          aria-activedescendant={people[chosen] && `mention-${people[chosen].uid}`}
          onChange={({ target }) => {
            setDraft(target.value);
            setCaret(target.selectionStart);
            setChosen(0);
            if (target.value !== "") typed();
          }}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onBlur={stopped}
        />
        <button className="icon-button send" aria-label={text.send} disabled={!canSend}>
          <SendHorizontal aria-hidden="true" />
        </button>
      </div>
      {over > 0 && (
        <p className="over" role="alert">
          {text.tooLong(over)}
        </p>
      )}
    </form>
  );
}
