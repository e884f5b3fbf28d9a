import type { MapPosition } from "@firecast/contract/issues/places";

/** What is open somewhere, as `Warm` without its time. */
export interface Pile {
  readonly open: number;
  readonly warmth: number;
}

export interface CampusPiles extends Pile {
  readonly buildings: ReadonlyMap<string, Pile & { readonly position: MapPosition }>;
  readonly cells: ReadonlyMap<string, Pile>;
}
