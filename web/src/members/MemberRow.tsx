import type { NamedMember, SpaceRole } from "@firecast/contract/space/spaces";
import { useQueryClient } from "@tanstack/react-query";
import { MoreHorizontal } from "lucide-react";
import { useNavigate } from "react-router";
import { useApi } from "../api/useApi.js";
import { membersKey, spacesKey } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { Avatar } from "../ui/Avatar.js";
import { Menu } from "../ui/Menu.js";
import { useProblemText } from "../ui/problem.js";
import { useToast } from "../ui/toasts.js";
import { memberTexts } from "./texts.js";

interface RowProps {
  member: NamedMember;
  own: NamedMember | undefined;
  isHere: boolean;
}

const roles = ["owner", "admin", "member"] as const;
const isRole = (text: string): text is SpaceRole => roles.some((role) => role === text);

export function MemberRow({ member, own, isHere }: RowProps) {
  const text = useText(memberTexts);
  const { spaces } = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const tell = useToast();
  const problemText = useProblemText();
  const { uid, spaceId, displayName = uid, role, status } = member;
  const isOwn = uid === own?.uid;
  /** Owners manage everybody, admins everybody but owners. */
  const manages = !isOwn && (own?.role === "owner" || (own?.role === "admin" && role !== "owner"));
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
      await queries.invalidateQueries({ queryKey: membersKey(spaceId) });
    } catch (error) {
      tell({ title: problemText(error), kind: "problem" });
    }
  };
  const leave = async (): Promise<void> => {
    await spaces.removeMember(spaceId, uid);
    await queries.invalidateQueries({ queryKey: spacesKey });
    await navigate("/");
  };
  const expel = (): void => void attempt(() => spaces.removeMember(spaceId, uid));
  const ban = (): void => void attempt(() => spaces.changeMember(spaceId, uid, { status: "banned" }));
  const items = [
    isOwn
      ? { label: text.leave, act: () => void attempt(leave), isDangerous: true }
      : { label: text.write, act: `/direct/${uid}` },
    ...(manages ? [{ label: text.remove, act: expel, isDangerous: true }] : []),
    ...(manages && status === "active" ? [{ label: text.ban, act: ban, isDangerous: true }] : []),
  ];
  return (
    <li className="member">
      <Avatar uid={uid} name={displayName} />
      <span className="member-name">
        <b className="ellipsis">{displayName}</b>
        <small className="muted">
          {status === "active" ? (
            <span className="presence" data-here={isHere}>
              {isHere ? text.here : text.away}
            </span>
          ) : (
            text.states[status]
          )}
        </small>
      </span>
      {status === "requested" && manages && (
        <button
          className="button small primary"
          onClick={() => void attempt(() => spaces.changeMember(spaceId, uid, { status: "active" }))}
        >
          {text.approve}
        </button>
      )}
      {status === "active" &&
        (manages ? (
          <select
            className="input role"
            aria-label={text.role(displayName)}
            value={role}
            onChange={({ target }) => {
              const next = target.value;
              if (isRole(next)) void attempt(() => spaces.changeMember(spaceId, uid, { role: next }));
            }}
          >
            {roles.map((name) => (
              <option key={name} value={name} disabled={name === "owner" && own?.role !== "owner"}>
                {text.roles[name]}
              </option>
            ))}
          </select>
        ) : (
          <span className="tag">{text.roles[role]}</span>
        ))}
      <Menu className="icon-button" label={text.more(displayName)} items={items}>
        <MoreHorizontal aria-hidden="true" />
      </Menu>
    </li>
  );
}
