import { useEvents } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Fence } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useParams } from "react-router";
import { horseCalls, type Horse, horsesIn, isHorse } from "../api/horses.js";
import { useCalls } from "../api/useCalls.js";
import { NotFound } from "../app/NotFound.js";
import { Starting } from "../app/Starting.js";
import { useClaims } from "../auth/useClaims.js";
import { type Texts, useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { Avatar } from "../ui/Avatar.js";
import { Empty } from "../ui/Empty.js";
import { Loading } from "../ui/Loading.js";
import { useAttempt } from "../ui/useAttempt.js";
import { useNow } from "../ui/useNow.js";
import { useTitle } from "../ui/useTitle.js";

interface HorseTexts {
  readonly title: string;
  readonly none: string;
  readonly noneWhy: string;
  readonly name: string;
  readonly add: string;
}

const texts: Texts<HorseTexts> = {
  en: {
    title: "Stable",
    none: "No horse yet",
    noneWhy: "The example of what a team adds: everybody of the organization hears of a new horse.",
    name: "What is the horse called?",
    add: "Add",
  },
  de: {
    title: "Stall",
    none: "Noch kein Pferd",
    noneWhy: "Das Beispiel für etwas Eigenes: Alle der Organisation erfahren von einem neuen Pferd.",
    name: "Wie heißt das Pferd?",
    add: "Aufnehmen",
  },
};

/** The horses of the user's organization, the newest first; live. */
export default function HorsesPage() {
  const text = useText(texts);
  useTitle(text.title);
  const claims = useClaims();
  if (!claims) return <Starting />;
  return claims.organizationId === undefined ? (
    <NotFound />
  ) : (
    <Stable organizationId={claims.organizationId} />
  );
}

function Stable({ organizationId }: { organizationId: string }) {
  const { horseId } = useParams();
  const text = useText(texts);
  const times = useTimes();
  const now = useNow();
  const calls = useCalls(horseCalls);
  const queries = useQueryClient();
  const attempt = useAttempt();
  const [name, setName] = useState("");
  const channel = `organizations/${organizationId}/horses`;
  const queryKey = ["horses", organizationId];
  const list = useQuery({ queryKey, queryFn: async () => horsesIn(await calls.history(channel)) });
  useEvents([channel], ({ data }) => {
    if (!isHorse(data)) return;
    queries.setQueryData<Horse[]>(queryKey, (known = []) => [
      data,
      ...known.filter(({ id }) => id !== data.id),
    ]);
  });
  const target = useRef<HTMLLIElement>(null);
  useEffect(() => target.current?.scrollIntoView({ block: "center" }), [list.isSuccess, horseId]);
  const horses = list.data ?? [];
  return (
    <div className="page narrow">
      <h1>{text.title}</h1>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(() => calls.add(name.trim())).then((worked) => worked && setName(""));
        }}
      >
        <input
          className="input grow"
          aria-label={text.name}
          placeholder={text.name}
          value={name}
          required
          maxLength={100}
          onChange={({ target }) => setName(target.value)}
        />
        <button className="button primary" disabled={name.trim() === ""}>
          {text.add}
        </button>
      </form>
      {list.isPending && <Loading rows={3} />}
      {list.isSuccess && horses.length === 0 && (
        <Empty icon={Fence} title={text.none}>
          <p>{text.noneWhy}</p>
        </Empty>
      )}
      {horses.length > 0 && (
        <ul className="card members">
          {horses.map(({ id, name, addedBy, addedAt }) => (
            <li
              key={id}
              className="member"
              aria-current={id === horseId ? "true" : undefined}
              ref={id === horseId ? target : undefined}
            >
              <Avatar uid={id} name={name} />
              <span className="member-name">
                <b className="ellipsis">{name}</b>
                <small className="muted">
                  {addedBy} · {times.ago(addedAt, now)}
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
