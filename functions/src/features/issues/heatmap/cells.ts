import type { MapPosition } from "@firecast/contract/issues/places";

/*
 * Squares of the Web Mercator map, named by quadkeys: each digit halves the square before it in both directions, so that a
 * cell's name begins with those of the larger ones that it is in
 * (https://learn.microsoft.com/en-us/bingmaps/articles/bing-maps-tile-system).
 */

/** The smallest cells: some 100 m wide in middle latitudes. */
export const finest = 18;

/** The cell of a level that a place is in. */
export function cellOf({ lat, lng }: MapPosition, level: number = finest): string {
  const size = 2 ** level;
  const sin = Math.sin((lat * Math.PI) / 180);
  const within = (value: number): number => Math.min(size - 1, Math.max(0, Math.floor(value * size)));
  const x = within((lng + 180) / 360);
  const y = within(0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI));
  let cell = "";
  for (let bit = level - 1; bit >= 0; bit--) cell += String(digit(x, bit) + 2 * digit(y, bit));
  return cell;
}

export const isSamePlace = (a: MapPosition, b: MapPosition): boolean => a.lat === b.lat && a.lng === b.lng;

const digit = (value: number, bit: number): number => Math.floor(value / 2 ** bit) % 2;

/** The place in the middle of a cell. */
export const middleOf = (cell: string): MapPosition => placeIn(cell, 0.5, 0.5);

/** Where a cell begins in the north and west, and ends in the south and east. */
function edgesOf(cell: string): Box {
  const [northWest, southEast] = [placeIn(cell, 0, 0), placeIn(cell, 1, 1)];
  return [northWest.lng, southEast.lat, southEast.lng, northWest.lat];
}

/** So far into a cell from the west and the north: 0 to 1. */
function placeIn(cell: string, east: number, south: number): MapPosition {
  const size = 2 ** cell.length;
  let [x, y] = [0, 0];
  for (const quadrant of cell) {
    x = 2 * x + (Number(quadrant) % 2);
    y = 2 * y + Math.floor(Number(quadrant) / 2);
  }
  const lng = ((x + east) / size) * 360 - 180;
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + south)) / size))) * 180) / Math.PI;
  return { lat, lng };
}

/** Cells of a map at that zoom: some 32 pixels wide, but never finer than what is kept. */
export const levelAt = (zoom: number): number => Math.max(1, Math.min(finest, zoom + 3));

/** West, south, east, north in degrees; `west` is greater than `east` where the box crosses the 180th meridian. */
export type Box = readonly [west: number, south: number, east: number, north: number];

export function isIn([west, south, east, north]: Box, { lat, lng }: MapPosition): boolean {
  const betweenMeridians = west <= east ? lng >= west && lng <= east : lng >= west || lng <= east;
  return lat >= south && lat <= north && betweenMeridians;
}

/** Whether some of a cell is in the box: issues are somewhere in their cells. */
export function overlaps([west, south, east, north]: Box, cell: string): boolean {
  const [cellWest, cellSouth, cellEast, cellNorth] = edgesOf(cell);
  const [fromWest, fromEast] = [cellEast >= west, cellWest <= east];
  return (
    cellNorth >= south && cellSouth <= north && (west <= east ? fromWest && fromEast : fromWest || fromEast)
  );
}

const earthRadiusM = 6_371_000;

/** Metres between two places, along the surface (haversine). */
export function distanceOf(a: MapPosition, b: MapPosition): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180;
  const dLat = rad(b.lat - a.lat);
  const dLng = rad(b.lng - a.lng);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(dLng / 2) ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}
