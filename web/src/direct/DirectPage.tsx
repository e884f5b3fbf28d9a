import { useEvents } from "@firecast/react";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { MessageCircle } from "lucide-react";
import { NavLink, useParams } from "react-router";
import { useApi } from "../api/useApi.js";
import { useUser } from "../auth/session.js";
import { membersKey, membersOf, useSpaces } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { Avatar } from "../ui/Avatar.js";
import { Empty } from "../ui/Empty.js";
import { useTitle } from "../ui/useTitle.js";
import { Conversation } from "./Conversation.js";
import { directTexts } from "./texts.js";

export default function DirectPage() {
  const { uid } = useParams();
  const text = useText(directTexts);
  useTitle(text.title);
  const people = usePeople();
  const name = people.find((person) => person.uid === uid)?.name ?? uid ?? "";
  // On a phone either stands alone, and has the page's heading.
  const Heading = uid === undefined ? "h1" : "h2";
  return (
    <div className="split" data-open={uid !== undefined}>
      <nav className="split-list" aria-label={text.people}>
        <Heading>{text.title}</Heading>
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
