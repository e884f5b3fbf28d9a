import { Avatar } from "../ui/Avatar.js";
import type { MessageActs } from "./MessageRow.js";
import { NotSent } from "./NotSent.js";
import type { Refused } from "./rows.js";

interface RefusedProps {
  refused: Refused;
  own: string;
  names: (uid: string) => string;
  acts: MessageActs;
}

/** What the user has said and the server will not take. */
export function RefusedRow({ refused, own, names, acts }: RefusedProps) {
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
        <NotSent refused={refused} retry={acts.retry} dismiss={acts.dismiss} />
      </div>
    </article>
  );
}
