import type { ActionOf } from "@firecast/contract/automations/actions";
import { actionKind, type Authored } from "../../platform/actions/actionKind.js";
import { spaceOf } from "../../platform/actions/place.js";
import { toTimestamp } from "../../platform/clock.js";
import type { Audience } from "../../platform/notices/notice.js";
import { tell, users } from "../../platform/notices/tell.js";
import type { Teller } from "../../platform/notices/teller.js";
import type { SpacesActions } from "../spaces/actions.js";
import { automationNotice } from "./notices.js";

interface Deps {
  readonly teller: Pick<Teller, "notify">;
  readonly spaces: Pick<SpacesActions, "requireMember">;
}

type Notify = ActionOf<"notify">;

/** Automations tell the members of a space something, in the name of their author, or the author alone. */
export function notificationsPerform({ teller, spaces }: Deps) {
  const placeOf = async (action: Notify, authored: Authored): Promise<string | undefined> => {
    if (action.to === "me") return action.spaceId ?? authored.spaceId;
    const spaceId = spaceOf(action, authored);
    await spaces.requireMember(authored.author.uid, spaceId);
    return spaceId;
  };

  return actionKind({
    type: "notify",
    check: async (action, authored) => void (await placeOf(action, authored)),
    perform: async (action, performing) => {
      const { author, automation, key, at } = performing;
      const { to, title, body } = action;
      const spaceId = await placeOf(action, performing);
      const toolId = spaceId === undefined ? performing.toolId : undefined;
      const payload = { automationId: automation.id, title, body, spaceId, toolId };
      const told = { cause: `automations/${key}`, payload, at: toTimestamp(at) };
      await teller.notify(
        to === "me" || spaceId === undefined
          ? tell(automationNotice, { ...told, audience: users(author.uid) })
          : tell(automationNotice, { ...told, actor: author.uid, audience: audienceOf(to, spaceId) }),
      );
    },
  });
}

const audienceOf = (to: "members" | "managers", spaceId: string): Audience =>
  to === "members" ? { type: "members", spaceId } : { type: "members", spaceId, roles: ["owner", "admin"] };
