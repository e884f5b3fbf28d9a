import type { SpaceRole } from "@firecast/contract/space/spaces";
import type { Texts } from "../text/language.js";

type Status = "active" | "requested" | "invited" | "banned";

interface MemberTexts {
  readonly title: string;
  readonly roles: Readonly<Record<SpaceRole, string>>;
  readonly states: Readonly<Record<Status, string>>;
  readonly here: string;
  readonly away: string;
  readonly role: (name: string) => string;
  readonly approve: string;
  readonly remove: string;
  readonly ban: string;
  readonly leave: string;
  readonly write: string;
  readonly inviteLabel: string;
  readonly invite: string;
  readonly invited: string;
  readonly more: (name: string) => string;
}

export const memberTexts: Texts<MemberTexts> = {
  en: {
    title: "Members",
    roles: { owner: "Owner", admin: "Admin", member: "Member" },
    states: { active: "Member", requested: "Asks to join", invited: "Invited", banned: "Banned" },
    here: "Here now",
    away: "Away",
    role: (name) => `Role of ${name}`,
    approve: "Let in",
    remove: "Remove",
    ban: "Ban",
    leave: "Leave the space",
    write: "Write a message",
    inviteLabel: "Invite by e-mail or user ID",
    invite: "Invite",
    invited: "Invited",
    more: (name) => `More about ${name}`,
  },
  de: {
    title: "Mitglieder",
    roles: { owner: "Inhaber", admin: "Verwalter", member: "Mitglied" },
    states: { active: "Mitglied", requested: "Möchte hinein", invited: "Eingeladen", banned: "Gesperrt" },
    here: "Gerade da",
    away: "Nicht da",
    role: (name) => `Rolle von ${name}`,
    approve: "Hereinlassen",
    remove: "Entfernen",
    ban: "Sperren",
    leave: "Raum verlassen",
    write: "Nachricht schreiben",
    inviteLabel: "Einladen mit E-Mail oder Benutzerkennung",
    invite: "Einladen",
    invited: "Eingeladen",
    more: (name) => `Mehr zu ${name}`,
  },
};
