import type { Building, Campus, MapPosition } from "@firecast/contract/issues/places";
import type { Heatmap, HeatCell } from "@firecast/contract/issues/figures";

/** Where an organization is. */
export interface Places {
  readonly campuses: readonly Campus[];
  readonly buildings: readonly Building[];
}

/** What stands on a plan: a building, or a whole campus. */
export interface Site {
  readonly id: string;
  readonly name: string;
  readonly position: MapPosition;
}

/** A place on a drawn plan: 0 to `width` from west to east, 0 to `height` from north to south. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly placeOf: (position: MapPosition) => Place;
  /** How much of the plan a square of the map is wide. */
  readonly sizeOf: (cell: string) => number;
}

const width = 480;
const height = 320;
/** Around the outermost buildings, as a share of the plan. */
const margin = 0.16;

/** Web Mercator, from 0 to 1 over the whole world: what quadkeys divide. */
export const mercator = ({ lat, lng }: MapPosition): Place => {
  const sine = Math.sin((lat * Math.PI) / 180);
  return { x: (lng + 180) / 360, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
};

/** A plan on which all of these places are, as large as may be. */
export function planOf(positions: readonly MapPosition[]): Plan {
  const places = positions.map(mercator);
  const [west, east] = [Math.min(...places.map(({ x }) => x)), Math.max(...places.map(({ x }) => x))];
  const [north, south] = [Math.min(...places.map(({ y }) => y)), Math.max(...places.map(({ y }) => y))];
  const inner = 1 - 2 * margin;
  const scale = Math.min((width * inner) / (east - west || 1e-6), (height * inner) / (south - north || 1e-6));
  const middle = { x: (west + east) / 2, y: (north + south) / 2 };
  return {
    width,
    height,
    placeOf: (position) => {
      const { x, y } = mercator(position);
      return { x: width / 2 + (x - middle.x) * scale, y: height / 2 + (y - middle.y) * scale };
    },
    sizeOf: (cell) => scale / 2 ** cell.length,
  };
}

/** The shortest paths by which all places can be reached (Prim's tree). */
export function pathsOf(places: readonly Place[]): (readonly [Place, Place])[] {
  const [first, ...rest] = places;
  if (!first) return [];
  const nearest = rest.map((place) => ({ place, from: first }));
  const paths: (readonly [Place, Place])[] = [];
  while (nearest.length > 0) {
    const next = nearest.reduce((best, one) => (lengthOf(one) < lengthOf(best) ? one : best));
    paths.push([next.from, next.place]);
    nearest.splice(nearest.indexOf(next), 1);
    for (const one of nearest)
      if (lengthOf({ ...one, from: next.place }) < lengthOf(one)) one.from = next.place;
  }
  return paths;
}

const lengthOf = ({ place, from }: { readonly place: Place; readonly from: Place }): number =>
  Math.hypot(place.x - from.x, place.y - from.y);

/** The buildings of a campus, or, where none is chosen, the campuses. */
export const sitesOf = ({ campuses, buildings }: Places, campus?: string): readonly Site[] =>
  campus === undefined ? campuses : buildings.filter(isOn(campus));

/** How many issues are open at each of these sites, by its id. */
export const openAt = (heat: Heatmap | undefined, campus?: string): ReadonlyMap<string, number> =>
  new Map(
    campus === undefined
      ? heat?.campuses.map(({ campusId, open }) => [campusId, open])
      : heat?.buildings.map(({ buildingId, open }) => [buildingId, open]),
  );

/** What a map shows after a change: cells and buildings without heat are gone. */
export function withHeat(known: Heatmap, change: Heatmap & { readonly full: boolean }): Heatmap {
  if (change.full) return change;
  return {
    at: change.at,
    campuses: merged(known.campuses, change.campuses, ({ campusId }) => campusId),
    buildings: merged(known.buildings, change.buildings, ({ buildingId }) => buildingId).filter(isWarm),
    cells: merged(known.cells, change.cells, ({ cell }) => cell).filter(isWarm),
  };
}

const isWarm = ({ intensity }: { readonly intensity: number }): boolean => intensity > 0;

function merged<Row>(rows: readonly Row[], changes: readonly Row[], keyOf: (row: Row) => string): Row[] {
  return [...new Map([...rows, ...changes].map((row) => [keyOf(row), row])).values()];
}

/** 0 to 4: how warm a cell is beside the warmest. */
export function warmthOf({ intensity }: Pick<HeatCell, "intensity">, warmest: number): number {
  return warmest <= 0 ? 0 : Math.min(4, Math.floor((intensity / warmest) * 5));
}

const isOn = (campusId: string) => (building: Pick<Building, "campusId">) => building.campusId === campusId;
