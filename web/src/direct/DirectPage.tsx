import { useDirectMessages, useEvents } from "@firecast/react";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, MessageCircle, SendHorizontal } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link, NavLink, useParams } from "react-router";
import { useApi } from "../api/useApi.js";
import { useUser } from "../auth/session.js";
import { MessageText } from "../chat/MessageText.js";
import { membersKey, membersOf, useSpaces } from "../space/spaces.js";
import { type Texts, useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { Avatar } from "../ui/Avatar.js";
import { Empty } from "../ui/Empty.js";
import { useProblemText } from "../ui/problem.js";
import { useTitle } from "../ui/useTitle.js";

interface DirectTexts {
  readonly title: string;
  readonly people: string;
  readonly back: string;
  readonly choose: string;
  readonly empty: (name: string) => string;
  readonly placeholder: (name: string) => string;
  readonly send: string;
}

const texts: Texts<DirectTexts> = {
  en: {
    title: "Direct messages",
    people: "People",
    back: "To all people",
    choose: "Choose somebody to write to.",
    empty: (name) => `Nothing between you and ${name} yet.`,
    placeholder: (name) => `Message to ${name}`,
    send: "Send",
  },
  de: {
    title: "Direktnachrichten",
    people: "Personen",
    back: "Zu allen Personen",
    choose: "Wähle jemanden, um zu schreiben.",
    empty: (name) => `Noch nichts zwischen dir und ${name}.`,
    placeholder: (name) => `Nachricht an ${name}`,
    send: "Senden",
  },
};

export default function DirectPage() {
  const { uid } = useParams();
  const text = useText(texts);
  useTitle(text.title);
  const people = usePeople();
  const name = people.find((person) => person.uid === uid)?.name ?? uid ?? "";
  return (
    <div className="split" data-open={uid !== undefined}>
      <nav className="split-list" aria-label={text.people}>
        <h1>{text.title}</h1>
        <ul className="nav">
          {people.map((person) => (
            <li key={person.uid}>
              <NavLink to={`/direct/${person.uid}`}>
                <Avatar uid={person.uid} name={person.name} size="s" />
                <span className="ellipsis">{person.name}</span>
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      {uid === undefined ? (
        <Empty icon={MessageCircle} title={text.choose} />
      ) : (
        <Conversation key={uid} other={uid} name={name} />
      )}
    </div>
  );
}

interface Person {
  readonly uid: string;
  readonly name: string;
}

/** With whom the user has written, the latest first, then those whom they share a space with. */
function usePeople(): Person[] {
  const api = useApi();
  const { uid: own } = useUser();
  const queries = useQueryClient();
  const { data: spaces = [] } = useSpaces();
  const queryKey = ["conversations"];
  const { data: written } = useQuery({ queryKey, queryFn: () => api.direct.conversations() });
  useEvents([`users/${own}/direct`], () => void queries.invalidateQueries({ queryKey }));
  const members = useQueries({
    queries: spaces.map(({ id }) => ({
      queryKey: membersKey(id),
      queryFn: () => membersOf(api, id),
    })),
  }).flatMap(({ data = [] }) => data);
  const names = new Map(members.map(({ uid, displayName }) => [uid, displayName ?? uid]));
  const active = members.filter(({ status }) => status === "active").map(({ uid }) => uid);
  const uids = new Set([...(written?.items ?? []).map(({ uid }) => uid), ...active]);
  uids.delete(own);
  return [...uids].map((uid) => ({ uid, name: names.get(uid) ?? uid }));
}

function Conversation({ other, name }: { other: string; name: string }) {
  const text = useText(texts);
  const times = useTimes();
  const problemText = useProblemText();
  const { uid: own } = useUser();
  const { messages, isLoaded, error, send } = useDirectMessages(other);
  const [draft, setDraft] = useState("");
  const end = useRef<HTMLDivElement>(null);
  const newest = messages.at(-1)?.id;
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  }, [newest]);
  const say = (): void => {
    if (draft.trim() === "") return;
    send(draft).catch(() => undefined); // `error` says why
    setDraft("");
  };
  return (
    <section className="chat" aria-label={name}>
      <header className="split-title">
        <Link className="icon-button" to="/direct" aria-label={text.back}>
          <ArrowLeft aria-hidden="true" />
        </Link>
        <h2 className="ellipsis">{name}</h2>
      </header>
      <div className="messages bubbles" tabIndex={0} role="log" aria-label={name}>
        {isLoaded && messages.length === 0 && <p className="empty">{text.empty(name)}</p>}
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
        <div ref={end} />
      </div>
      {error !== undefined && (
        <p className="notice" role="alert">
          {problemText(error)}
        </p>
      )}
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          say();
        }}
      >
        <div className="composer-line">
          <textarea
            rows={1}
            dir="auto"
            value={draft}
            maxLength={4000}
            placeholder={text.placeholder(name)}
            aria-label={text.placeholder(name)}
            onChange={({ target }) => setDraft(target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              say();
            }}
          />
          <button className="icon-button send" aria-label={text.send} disabled={draft.trim() === ""}>
            <SendHorizontal aria-hidden="true" />
          </button>
        </div>
      </form>
    </section>
  );
}
