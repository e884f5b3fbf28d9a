import type { NamedMember } from "@firecast/contract/space/spaces";
import { usePresence } from "@firecast/react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useOutletContext } from "react-router";
import { useApi } from "../api/useApi.js";
import type { SpaceContext } from "../space/SpacePage.js";
import { membersKey, useMembers, useOwnMember } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { useProblemText } from "../ui/problem.js";
import { useToast } from "../ui/toasts.js";
import { useTitle } from "../ui/useTitle.js";
import { MemberRow } from "./MemberRow.js";
import { memberTexts } from "./texts.js";

/** Who is in a space, who is here at this moment, and for owners and admins who may be. */
export default function MembersPage() {
  const { spaceId, name } = useOutletContext<SpaceContext>();
  const text = useText(memberTexts);
  useTitle(`${text.title}, ${name}`);
  const { data: members = [], error } = useMembers(spaceId);
  const { users: seen } = usePresence(`spaces/${spaceId}/chat`);
  const problemText = useProblemText();
  const own = useOwnMember(spaceId);
  const users = own ? [...seen, own.uid] : seen;
  const manages = own?.role === "owner" || own?.role === "admin";
  return (
    <div className="page narrow">
      <h2>{text.title}</h2>
      {manages && <InviteForm spaceId={spaceId} />}
      {error && <p role="alert">{problemText(error)}</p>}
      <ul className="card members">
        {inOrder(members, users).map((member) => (
          <MemberRow key={member.uid} member={member} own={own} isHere={users.includes(member.uid)} />
        ))}
      </ul>
    </div>
  );
}

/** Who waits for an answer first, then who is here, then by name. */
function inOrder(members: readonly NamedMember[], users: readonly string[]): NamedMember[] {
  const rank = ({ uid, status }: NamedMember): number =>
    status === "requested" ? 0 : status !== "active" ? 3 : users.includes(uid) ? 1 : 2;
  const named = ({ displayName, uid }: NamedMember): string => displayName ?? uid;
  return members.toSorted((a, b) => rank(a) - rank(b) || named(a).localeCompare(named(b)));
}

function InviteForm({ spaceId }: { spaceId: string }) {
  const text = useText(memberTexts);
  const { spaces } = useApi();
  const queries = useQueryClient();
  const tell = useToast();
  const problemText = useProblemText();
  const [who, setWho] = useState("");
  const invite = async (): Promise<void> => {
    try {
      await spaces.invite(spaceId, who.includes("@") ? { email: who.trim() } : { uid: who.trim() });
      setWho("");
      tell({ title: text.invited });
      await queries.invalidateQueries({ queryKey: membersKey(spaceId) });
    } catch (error) {
      tell({ title: problemText(error), kind: "problem" });
    }
  };
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        void invite();
      }}
    >
      <input
        className="input grow"
        aria-label={text.inviteLabel}
        placeholder={text.inviteLabel}
        value={who}
        required
        maxLength={254}
        onChange={({ target }) => setWho(target.value)}
      />
      <button className="button primary">{text.invite}</button>
    </form>
  );
}
