import type { User } from "../platform/auth/user.js";

/**
 * What a feature decides about channels of things that it owns: the audience `{ type: "resource", of, param }`, where the
 * channel's placeholder `param` has the id. A thing that does not exist is open to no caller.
 */
export interface ResourceAccess {
  /** As the audience names it, such as `pin`. */
  readonly of: string;
  /** Whether the user may subscribe; undefined stands for a caller without an account. */
  mayRead(user: User | undefined, id: string): Promise<boolean>;
  /** Whether the user may publish. Default: no user may. */
  mayWrite?(user: User, id: string): Promise<boolean>;
  /** The next answer comes from what is stored; only for a feature that remembers answers. */
  forget?(id: string): void;
}
