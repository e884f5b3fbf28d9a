import type { ChatMessage } from "@firecast/client";
import { useMessages, useReadReceipts } from "@firecast/react";
import { useMemo, useRef, useState } from "react";
import { useOutletContext, useParams, useSearchParams } from "react-router";
import { useUser } from "../auth/session.js";
import type { SpaceContext } from "../space/SpacePage.js";
import { useNames, useOwnMember } from "../space/spaces.js";
import { type Texts, useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { useProblemText } from "../ui/problem.js";
import { useTitle } from "../ui/useTitle.js";
import { Composer } from "./Composer.js";
import { MessageList } from "./MessageList.js";
import { facesOf, firstUnreadOf, rowsOf } from "./rows.js";
import { chatTexts } from "./texts.js";
import { useRefused } from "./useRefused.js";
import { TypingLine } from "./TypingLine.js";

export function ChatPage() {
  const { spaceId = "" } = useParams();
  return <Chat key={spaceId} spaceId={spaceId} />;
}

const texts: Texts<{ title: (name: string) => string }> = {
  en: { title: (name) => name },
  de: { title: (name) => name },
};

function Chat({ spaceId }: { spaceId: string }) {
  const { uid: own } = useUser();
  const { name } = useOutletContext<SpaceContext>();
  useTitle(useText(texts).title(name));
  const text = useText(chatTexts);
  const problemText = useProblemText();
  const times = useTimes();
  const names = useNames(spaceId);
  const [search] = useSearchParams();
  const { messages, hasOlder, isLoaded, error, post, edit, remove, loadOlder, forgetOlder } =
    useMessages(spaceId);
  const { receipts, isLoaded: readsAreLoaded, markRead } = useReadReceipts(spaceId);
  const [replyTo, setReplyTo] = useState<ChatMessage>();
  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages]);
  const { refused, retry, dismiss } = useRefused(`spaces/${spaceId}/chat`);
  const mayPin = ["owner", "admin"].includes(useOwnMember(spaceId)?.role ?? "");

  /** Stays where it is while the reader is here: what they see is read, and would move it on. */
  const unreadFrom = useRef<{ id: string | undefined }>(undefined);
  if (!unreadFrom.current && isLoaded && readsAreLoaded)
    unreadFrom.current = {
      id: firstUnreadOf(messages, { own, lastReadSeq: receipts[own]?.lastReadSeq ?? 0 }),
    };

  const firstUnread = unreadFrom.current?.id;
  const rows = useMemo(
    () => rowsOf(messages, { dayKey: times.dayKey, firstUnread, refused }),
    [messages, times, firstUnread, refused],
  );
  const faces = useMemo(() => facesOf(messages, receipts, own), [messages, receipts, own]);

  const say = (words: string): void => {
    post(words, replyTo?.id).catch(() => undefined); // it stands among the refused ones then
    setReplyTo(undefined);
  };

  return (
    <section className="chat" aria-label={name}>
      {error !== undefined && !isLoaded && (
        <p className="notice" role="alert">
          {problemText(error)}
        </p>
      )}
      <MessageList
        rows={rows}
        faces={faces}
        names={names}
        own={own}
        mayPin={mayPin}
        quoted={(id) => byId.get(id)}
        isLoaded={isLoaded}
        hasOlder={hasOlder}
        loadOlder={loadOlder}
        forgetOlder={forgetOlder}
        target={search.get("message") ?? undefined}
        seen={markRead}
        acts={{ spaceId, edit, remove, reply: setReplyTo, retry, dismiss }}
      />
      <TypingLine spaceId={spaceId} names={names} />
      <Composer
        spaceId={spaceId}
        say={say}
        replyTo={replyTo && { name: names(replyTo.authorId), text: replyTo.text }}
        cancelReply={() => setReplyTo(undefined)}
        label={text.placeholder}
      />
    </section>
  );
}
