import { useText } from "../text/language.js";
import { Avatar } from "../ui/Avatar.js";
import { chatTexts } from "./texts.js";

interface ListProps {
  people: readonly { readonly uid: string; readonly displayName?: string | undefined }[];
  chosen: number;
  choose: (uid: string) => void;
}

export function MentionList({ people, chosen, choose }: ListProps) {
  const text = useText(chatTexts);
  return (
    <ul className="mention-list" id="mentions" role="listbox" aria-label={text.mention}>
      {people.map(({ uid, displayName = uid }, index) => (
        <li
          key={uid}
          id={`mention-${uid}`}
          role="option"
          aria-selected={index === chosen}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => choose(uid)}
        >
          <Avatar uid={uid} name={displayName} size="s" /> {displayName} <small>@{uid}</small>
        </li>
      ))}
    </ul>
  );
}
