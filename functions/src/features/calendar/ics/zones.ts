import { Temporal } from "temporal-polyfill";
import { windowsZones } from "./windowsZones.js";

/** Finds the time zone that a name in a feed means. */
export interface Zones {
  /** Of a `TZID`. What is known nowhere is the zone of the calendar. */
  named(tzid: string): string;
  /** Of times that name no zone. */
  readonly floating: string;
  /** Names that were known nowhere. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * In this order: the name is an IANA zone, ends with one, or is one of Windows'; the file's definition says where it is, or
 * has one offset all year; the calendar's own zone; UTC. IANA's data go before a definition of the same name in the file.
 */
export function zonesOf(definitions: readonly string[], calendarZone: string | undefined): Zones {
  const byName = new Map<string, string>();
  for (const definition of definitions) {
    const name = valueOf(definition, "TZID");
    const zone = zoneOf(definition);
    if (name !== undefined && zone !== undefined) byName.set(name, zone);
  }
  const floating = (calendarZone && (knownZone(calendarZone) ?? byName.get(calendarZone))) || "UTC";
  const unknown = new Set<string>();
  return {
    floating,
    unknown,
    named: (tzid) => {
      const zone = knownZone(tzid) ?? byName.get(tzid);
      if (zone === undefined) unknown.add(tzid);
      return zone ?? floating;
    },
  };
}

const known = new Map<string, string | undefined>();

/** The IANA zone of a name, also of one like `/mozilla.org/20050126_1/Europe/Berlin`. */
function knownZone(name: string): string | undefined {
  if (!known.has(name) && known.size < 10_000) known.set(name, looked(name));
  return known.get(name);
}

function looked(name: string): string | undefined {
  const plain = name.trim().replace(/^["']|["']$/g, "");
  const windows = windowsZones.get(plain);
  if (windows !== undefined) return windows;
  const parts = plain.split("/").filter(Boolean);
  return [plain, parts.slice(-3).join("/"), parts.slice(-2).join("/")].find(isZone);
}

/** Offsets are zones, too, but no names of one: `+0100` is what a definition says, not a TZID. */
function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Now.instant().toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** What a VTIMEZONE says of the place: its name, or an offset that never changes. */
function zoneOf(definition: string): string | undefined {
  const place = valueOf(definition, "X-LIC-LOCATION") ?? valueOf(definition, "LOCATION");
  const zone = place === undefined ? undefined : knownZone(place);
  if (zone !== undefined) return zone;
  const offsets = new Set(
    [...definition.matchAll(/^TZOFFSETTO:([+-]\d{2})(\d{2})/gim)].map(([, h, m]) => `${h}:${m}`),
  );
  const [only] = offsets;
  return offsets.size === 1 ? only : sameRules(definition);
}

/** Zones that summer time divides: if all the offsets of a definition are one's in winter and summer, it is that one. */
const commonZones = [
  "Europe/London",
  "Europe/Berlin",
  "Europe/Helsinki",
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Los_Angeles",
  "America/Anchorage",
  "America/Halifax",
  "America/St_Johns",
  "America/Santiago",
  "Australia/Sydney",
  "Australia/Adelaide",
  "Pacific/Auckland",
];

function sameRules(definition: string): string | undefined {
  const standard = offsetIn(definition, "STANDARD");
  const daylight = offsetIn(definition, "DAYLIGHT");
  if (standard === undefined || daylight === undefined) return undefined;
  return commonZones.find((zone) => {
    const [january, july] = ["2026-01-15T12:00:00Z", "2026-07-15T12:00:00Z"].map(
      (at) => Temporal.Instant.from(at).toZonedDateTimeISO(zone).offset,
    );
    const [winter, summer] = isSouthern(zone) ? [july, january] : [january, july];
    return winter === standard && summer === daylight;
  });
}

const isSouthern = (zone: string): boolean => /^(Australia|Pacific\/Auckland|America\/Santiago)/.test(zone);

function offsetIn(definition: string, part: string): string | undefined {
  const begin = definition.lastIndexOf(`BEGIN:${part}`);
  const found = begin < 0 ? null : /^TZOFFSETTO:([+-]\d{2})(\d{2})/im.exec(definition.slice(begin));
  return found ? `${found[1]}:${found[2]}` : undefined;
}

const valueOf = (block: string, name: string): string | undefined =>
  new RegExp(`^${name}(?:;[^:]*)?:(.+?)\\r?$`, "im").exec(block)?.[1]?.trim();
