import { useDirectMessages } from "@firecast/react";
import { ArrowLeft } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import { Link } from "react-router";
import { useUser } from "../auth/session.js";
import { MessageText } from "../chat/MessageText.js";
import { NotSent } from "../chat/NotSent.js";
import { useForgetting } from "../chat/useForgetting.js";
import { useRefused } from "../chat/useRefused.js";
import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { useProblemText } from "../ui/problem.js";
import { DirectComposer } from "./DirectComposer.js";
import { directTexts } from "./texts.js";
import { useKeptPlace } from "./useKeptPlace.js";

/** What the user and another one say to each other. */
export function Conversation({ other, name }: { other: string; name: string }) {
  const text = useText(directTexts);
  const times = useTimes();
  const problemText = useProblemText();
  const { uid: own } = useUser();
  const { messages, hasOlder, isLoaded, error, send, loadOlder, forgetOlder } = useDirectMessages(other);
  const { refused, retry, dismiss } = useRefused(`direct/${other}`);
  const list = useRef<HTMLDivElement>(null);
  const keys = messages.map(({ id }) => id);
  const { isAtEnd, toEnd } = useKeptPlace(list, keys);
  useForgetting({ keys, isAtEnd, forgetOlder });
  useLayoutEffect(toEnd, [refused.length, toEnd]);
  const say = (words: string): void => {
    send(words).catch(() => undefined); // it stands among the refused ones then
    toEnd();
  };
  return (
    <section className="chat" aria-label={name}>
      <header className="split-title">
        <Link className="icon-button" to="/direct" aria-label={text.back}>
          <ArrowLeft aria-hidden="true" />
        </Link>
        <h1 className="ellipsis">{name}</h1>
      </header>
      <div className="messages bubbles" ref={list} tabIndex={0} role="log" aria-label={name}>
        {hasOlder && (
          <button className="button small bubbles-older" onClick={() => void loadOlder()}>
            {text.older}
          </button>
        )}
        {isLoaded && messages.length === 0 && refused.length === 0 && (
          <p className="empty">{text.empty(name)}</p>
        )}
        {messages.map(({ id, authorId, text: said, createdAt, isPending }) => (
          <p
            key={id}
            className="bubble"
            data-own={authorId === own}
            data-pending={isPending === true}
            dir="auto"
          >
            <MessageText text={said} mentions={[]} names={(uid) => uid} own={own} />
            <time dateTime={createdAt} title={times.full(createdAt)}>
              {times.time(createdAt)}
            </time>
          </p>
        ))}
        {refused.map((one) => (
          <div key={one.key} className="bubble-refused">
            <p className="bubble" data-own="true" data-pending="true" dir="auto">
              {one.text}
            </p>
            <NotSent refused={one} retry={retry} dismiss={dismiss} />
          </div>
        ))}
      </div>
      {error !== undefined && !isLoaded && (
        <p className="notice" role="alert">
          {problemText(error)}
        </p>
      )}
      <DirectComposer name={name} say={say} />
    </section>
  );
}
