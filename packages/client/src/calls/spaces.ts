import type { z } from "zod";
import type { CreateSpaceWithSetup, Setup, SetupTemplates } from "@firecast/contract/space/setup";
import type {
  ChangeMember,
  ChangeSpace,
  Invite,
  Member,
  MemberPage,
  NamedMember,
  Space,
  SpacePage,
} from "@firecast/contract/space/spaces";
import { type Caller, pathOf, type WriteOptions } from "./call.js";

export interface Listing {
  limit?: number;
  cursor?: string;
}

/** Spaces, who is in them, and how far their set-up has come. */
export const spaceCalls = ({ read, write }: Caller) => ({
  /** Those that the user is a member of. */
  list: (query: Listing = {}) => read<SpacePage>("/api/spaces", { ...query }),
  create: (space: z.input<typeof CreateSpaceWithSetup>, options?: WriteOptions) =>
    write<Space>("POST", "/api/spaces", space, options),
  get: (spaceId: string) => read<Space>(pathOf`/api/spaces/${spaceId}`),
  change: (spaceId: string, change: ChangeSpace, options?: WriteOptions) =>
    write<Space>("PATCH", pathOf`/api/spaces/${spaceId}`, change, options),
  remove: (spaceId: string, options?: WriteOptions) =>
    write<undefined>("DELETE", pathOf`/api/spaces/${spaceId}`, undefined, options),
  /** `requested` where an owner or admin has to approve. */
  join: (spaceId: string, options?: WriteOptions) =>
    write<Member>("POST", pathOf`/api/spaces/${spaceId}/join`, undefined, options),
  /** An invite by e-mail is answered without a member. */
  invite: (spaceId: string, invite: Invite, options?: WriteOptions) =>
    write<Member | undefined>("POST", pathOf`/api/spaces/${spaceId}/invites`, invite, options),
  members: (spaceId: string, query: Listing = {}) =>
    read<MemberPage>(pathOf`/api/spaces/${spaceId}/members`, { ...query }),
  member: (spaceId: string, uid: string) => read<NamedMember>(pathOf`/api/spaces/${spaceId}/members/${uid}`),
  changeMember: (spaceId: string, uid: string, change: ChangeMember, options?: WriteOptions) =>
    write<Member>("PATCH", pathOf`/api/spaces/${spaceId}/members/${uid}`, change, options),
  /** Also one's own leaving, an invite that is withdrawn, a request that is declined. */
  removeMember: (spaceId: string, uid: string, options?: WriteOptions) =>
    write<undefined>("DELETE", pathOf`/api/spaces/${spaceId}/members/${uid}`, undefined, options),
  templates: () => read<z.output<typeof SetupTemplates>>("/api/spaces/templates"),
  setup: (spaceId: string) => read<Setup>(pathOf`/api/spaces/${spaceId}/setup`),
});
