import type { ChatMessage } from "@firecast/client";
import { CornerUpLeft, MoreHorizontal, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { useState } from "react";
import { useApi } from "../api/useApi.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Avatar } from "../ui/Avatar.js";
import { Menu } from "../ui/Menu.js";
import { useToast } from "../ui/toasts.js";
import { useProblemText } from "../ui/problem.js";
import { EditMessage } from "./EditMessage.js";
import { MessageText } from "./MessageText.js";
import { chatTexts } from "./texts.js";

export interface MessageActs {
  readonly spaceId: string;
  readonly edit: (messageId: string, text: string) => Promise<unknown>;
  readonly remove: (messageId: string) => Promise<unknown>;
  readonly reply: (message: ChatMessage) => void;
  readonly retry: (key: string) => void;
  readonly dismiss: (key: string) => void;
}

interface MessageProps {
  message: ChatMessage;
  begins: boolean;
  own: string;
  names: (uid: string) => string;
  quoted: (id: string) => ChatMessage | undefined;
  mayPin: boolean;
  readers: readonly string[] | undefined;
  isHighlighted: boolean;
  acts: MessageActs;
}

export function MessageRow({
  message,
  begins,
  names,
  quoted,
  readers,
  isHighlighted,
  ...rest
}: MessageProps) {
  const text = useText(chatTexts);
  const times = useTimes();
  const [isEditing, setIsEditing] = useState(false);
  const { authorId, authorName, createdAt, deletedAt, editedAt, pinnedAt, isPending } = message;
  const author = authorName === "" ? names(authorId) : readable(authorName);
  const quote = message.replyTo === undefined ? undefined : quoted(message.replyTo);
  const classes = ["message", begins && "begins", isHighlighted && "highlighted", isPending && "pending"];
  return (
    <article className={classes.filter(Boolean).join(" ")} aria-label={author}>
      {begins ? (
        <Avatar uid={authorId} name={author} />
      ) : (
        <time className="gutter-time" dateTime={createdAt}>
          {times.time(createdAt)}
        </time>
      )}
      <div className="message-main">
        {begins && (
          <header className="message-head">
            <b>{author}</b>
            <time dateTime={createdAt} title={times.full(createdAt)}>
              {times.time(createdAt)}
            </time>
          </header>
        )}
        {quote && (
          <p className="quote">
            <b>{names(quote.authorId)}</b> {quote.deletedAt === undefined ? quote.text : text.deleted}
          </p>
        )}
        {isEditing ? (
          <EditMessage message={message} edit={rest.acts.edit} done={() => setIsEditing(false)} />
        ) : deletedAt !== undefined ? (
          <p className="message-text deleted">{text.deleted}</p>
        ) : (
          <p className="message-text" dir="auto">
            <MessageText text={message.text} mentions={message.mentions} names={names} own={rest.own} />
            {editedAt !== undefined && <small> ({text.edited})</small>}
          </p>
        )}
        {pinnedAt !== undefined && deletedAt === undefined && (
          <p className="pinned">
            <Pin aria-hidden="true" /> {text.pinned}
          </p>
        )}
        {readers && (
          <p className="faces" title={text.readBy(times.list(readers.map(names)))}>
            <span className="visually-hidden">{text.readBy(times.list(readers.map(names)))}</span>
            {readers.slice(0, 8).map((uid) => (
              <Avatar key={uid} uid={uid} name={names(uid)} size="s" />
            ))}
            {readers.length > 8 && <small>+{readers.length - 8}</small>}
          </p>
        )}
      </div>
      {deletedAt === undefined && !isPending && !isEditing && (
        <MessageMenu {...rest} message={message} edit={() => setIsEditing(true)} />
      )}
    </article>
  );
}

interface MenuProps extends Pick<MessageProps, "message" | "own" | "mayPin" | "acts"> {
  edit: () => void;
}

function MessageMenu({ message, own, mayPin, acts, edit }: MenuProps) {
  const text = useText(chatTexts);
  const { chat } = useApi();
  const tell = useToast();
  const problemText = useProblemText();
  const attempt = (act: Promise<unknown>): void =>
    void act.catch((error: unknown) => tell({ title: problemText(error), kind: "problem" }));
  const isOwn = message.authorId === own;
  const pin = (): void => attempt(chat.pin(acts.spaceId, message.id));
  const unpin = (): void => attempt(chat.unpin(acts.spaceId, message.id));
  const pinning =
    message.pinnedAt === undefined
      ? { label: text.pin, icon: Pin, act: pin }
      : { label: text.unpin, icon: PinOff, act: unpin };
  const remove = (): void => attempt(acts.remove(message.id));
  const items = [
    ...(isOwn ? [{ label: text.edit, icon: Pencil, act: edit }] : []),
    ...(mayPin ? [pinning] : []),
    { label: text.remove, icon: Trash2, act: remove, isDangerous: true },
  ];
  return (
    <div className="message-acts">
      <button className="icon-button" aria-label={text.reply} onClick={() => acts.reply(message)}>
        <CornerUpLeft aria-hidden="true" />
      </button>
      {(isOwn || mayPin) && (
        <Menu className="icon-button" label={text.more} items={items}>
          <MoreHorizontal aria-hidden="true" />
        </Menu>
      )}
    </div>
  );
}
