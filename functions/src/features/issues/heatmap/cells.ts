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

const digit = (value: number, bit: number): number => Math.floor(value / 2 ** bit) % 2;

/** The place in the middle of a cell. */
export function middleOf(cell: string): MapPosition {
  const size = 2 ** cell.length;
  let [x, y] = [0, 0];
  for (const quadrant of cell) {
    x = 2 * x + (Number(quadrant) % 2);
    y = 2 * y + Math.floor(Number(quadrant) / 2);
  }
  const lng = ((x + 0.5) / size) * 360 - 180;
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + 0.5)) / size))) * 180) / Math.PI;
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

const earthRadiusM = 6_371_000;

/** Metres between two places, along the surface (haversine). */
export function distanceOf(a: MapPosition, b: MapPosition): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180;
  const dLat = rad(b.lat - a.lat);
  const dLng = rad(b.lng - a.lng);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(dLng / 2) ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}
