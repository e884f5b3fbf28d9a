import type { Place } from "../schema.js";

/** Which rows, newest first. Only what is given counts. */
export interface Wanted {
  place: Place;
  /** Where they may be stored. Default: in `place`. */
  places?: readonly Place[];
  unread?: boolean | undefined;
  unseen?: true | undefined;
  type?: string | undefined;
  spaceId?: string | undefined;
  /** Rows listed before this one. */
  after?: Position | undefined;
  limit: number;
}

/** A row's place in the lists. */
export interface Position {
  readonly listedAt: string;
  readonly id: string;
}
