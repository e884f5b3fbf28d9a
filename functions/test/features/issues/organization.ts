import { expect } from "chai";
import { IssueStatistics } from "@firecast/contract/issues/figures";
import { Issue } from "@firecast/contract/issues/issues";
import { Building, Campus } from "@firecast/contract/issues/places";
import { randomIds } from "../../../src/platform/ids.js";
import type { TestInstance } from "../../support/testInstance.js";
import { aUser, type Claims } from "../../support/users.js";

export const munich = { lat: 48.137, lng: 11.575 };

/** A new organization with a campus of two buildings, and an admin of another one. */
export async function organizationOn(server: TestInstance) {
  const organizationId = randomIds.next();
  const someone = async (claims: Claims) => {
    const user = await aUser(claims);
    return { ...server.as(user), uid: user.uid, user };
  };
  const [admin, manager, member, stranger] = await Promise.all([
    someone({ organizationId, role: "admin" }),
    someone({ organizationId, role: "manager" }),
    someone({ organizationId, role: "member" }),
    someone({ organizationId: randomIds.next(), role: "admin" }),
  ]);
  const founded = await manager.post("/campuses", { name: "North", position: munich });
  expect(founded.status, JSON.stringify(founded.body)).to.equal(201);
  const campus = Campus.parse(founded.body);
  const building = async (name: string): Promise<Building> =>
    Building.parse((await manager.post("/buildings", { campusId: campus.id, name, position: munich })).body);
  const [hall, library] = [await building("Hall"), await building("Library")];
  const report = async (given: object = {}): Promise<Issue> => {
    const draft = { title: "Lift", category: "lift", severity: "high", buildingId: hall.id, ...given };
    const answer = await member.post("/issues", draft);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return Issue.parse(answer.body);
  };
  const statistics = async () => IssueStatistics.parse((await manager.get("/realtime/issue-stats")).body);
  return { organizationId, admin, manager, member, stranger, campus, hall, library, report, statistics };
}
