import { people, type Person, readers } from "./expectations.js";

const joinedAt = "2026-01-05T09:00:00.000Z";

export const everybody = Object.keys(people).filter((name): name is Person => name in people);

export const pathFor = (person: Person, template: string): string => template.replace("{self}", person);

export function aMember(uid: string, { spaceId = "lobby", role = "member", status = "active" } = {}) {
  return { uid, spaceId, role, status, createdAt: joinedAt, ...(status === "active" && { joinedAt }) };
}

/** What exists before anybody tries: the members, and in every other collection one document, or one per person, their own. */
export function seeds(): Map<string, object> {
  const paths = Object.keys(readers).flatMap((template) =>
    everybody.map((person) => pathFor(person, template)),
  );
  const others = paths.filter((path) => !path.includes("/members/"));
  const members = [
    aMember("member"),
    aMember("owner", { role: "owner" }),
    aMember("other"),
    aMember("requested", { status: "requested" }),
    aMember("invited", { status: "invited" }),
    aMember("banned", { status: "banned" }),
    aMember("stranger", { spaceId: "attic", role: "owner" }),
  ];
  return new Map<string, object>([
    ...others.map((path) => [path, { seeded: true, ownerId: path.split("/").at(-1) }] as const),
    ...members.map((member) => [`spaces/${member.spaceId}/members/${member.uid}`, member] as const),
  ]);
}
