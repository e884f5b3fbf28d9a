import { useEffect, useRef } from "react";
import { NavLink, Outlet, useLocation, useParams } from "react-router";
import { Starting } from "../app/Starting.js";
import { type Texts, useText } from "../text/language.js";
import { JoinSpace } from "./JoinSpace.js";
import { SetupProgress } from "./SetupProgress.js";
import { useOwnMember, useSpaces, useStanding } from "./spaces.js";

const rooms = ["chat", "tools", "documents", "events", "automations", "members"] as const;

const texts: Texts<Readonly<Record<(typeof rooms)[number] | "rooms", string>>> = {
  en: {
    rooms: "In this space",
    chat: "Chat",
    tools: "Tools",
    documents: "Documents",
    events: "Calendar",
    automations: "Automations",
    members: "Members",
  },
  de: {
    rooms: "In diesem Raum",
    chat: "Chat",
    tools: "Werkzeuge",
    documents: "Dokumente",
    events: "Kalender",
    automations: "Automationen",
    members: "Mitglieder",
  },
};

export interface SpaceContext {
  readonly spaceId: string;
  readonly name: string;
}

/** A space, for its members: who is none sees the same as where there is no such space. */
export function SpacePage() {
  const { spaceId = "" } = useParams();
  const text = useText(texts);
  const { data, isLoading } = useSpaces();
  const space = data?.find(({ id }) => id === spaceId);
  useStanding(space?.id ?? "");
  const tabs = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const isKnown = space !== undefined;
  const isOwner = useOwnMember(space?.id ?? "")?.role === "owner";
  // On a phone the room that one is in may be beyond the edge.
  useEffect(() => {
    tabs.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname, isKnown, isOwner]);
  // What only members may read is not asked for before it is known that the user is one.
  if (isLoading) return <Starting />;
  if (data && !space) return <JoinSpace spaceId={spaceId} />;
  const name = space?.name ?? "";
  return (
    <div className="space">
      <header className="space-head">
        <h1 className="ellipsis">{name}</h1>
        <nav ref={tabs} aria-label={text.rooms} className="rooms">
          {rooms
            .filter((room) => room !== "automations" || isOwner)
            .map((room) => (
              <NavLink key={room} to={`/spaces/${spaceId}/${room}`}>
                {text[room]}
              </NavLink>
            ))}
        </nav>
      </header>
      {space && <SetupProgress spaceId={spaceId} />}
      <Outlet context={{ spaceId, name } satisfies SpaceContext} />
    </div>
  );
}
