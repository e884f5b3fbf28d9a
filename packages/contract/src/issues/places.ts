import { z } from "zod";
import { Segment, Timestamp } from "../core/ids.js";
import { title } from "../core/text.js";

/** A place on the map, in degrees (WGS 84), as far north and south as a Mercator map goes. */
export const MapPosition = z.strictObject({
  lat: z.number().min(-85).max(85),
  lng: z.number().min(-180).max(180),
});

/** A site of an organization: its buildings are on one plan. */
export const Campus = z.object({
  id: Segment,
  organizationId: Segment,
  name: z.string(),
  position: MapPosition,
  createdAt: Timestamp,
});

export const CreateCampus = z.strictObject({ name: title(100), position: MapPosition });

export const Building = z.object({
  id: Segment,
  organizationId: Segment,
  campusId: Segment,
  name: z.string(),
  position: MapPosition,
  createdAt: Timestamp,
});

export const CreateBuilding = z.strictObject({
  campusId: Segment,
  name: title(100),
  position: MapPosition,
});

/** What is left out stays. */
const changeOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .strictObject(shape)
    .partial()
    .refine((change) => Object.keys(change).length > 0, "must change something");

export const ChangeCampus = changeOf(CreateCampus.shape);
/** Its campus stays. */
export const ChangeBuilding = changeOf({ name: title(100), position: MapPosition });

const page = {
  limit: z.coerce.number().int().min(1).max(99).default(50),
  cursor: z.string().max(400).optional(),
};

/** The caller's organization's, oldest first. */
export const ListCampuses = z.object(page);
export const ListBuildings = z.object({ campusId: Segment.optional(), ...page });

export const CampusPage = z.object({ items: z.array(Campus), nextCursor: z.string().nullable() });
export const BuildingPage = z.object({ items: z.array(Building), nextCursor: z.string().nullable() });

export type MapPosition = z.infer<typeof MapPosition>;
export type Campus = z.infer<typeof Campus>;
export type CreateCampus = z.infer<typeof CreateCampus>;
export type Building = z.infer<typeof Building>;
export type CreateBuilding = z.infer<typeof CreateBuilding>;
export type ChangeCampus = z.infer<typeof ChangeCampus>;
export type ChangeBuilding = z.infer<typeof ChangeBuilding>;
export type ListCampuses = z.infer<typeof ListCampuses>;
export type ListBuildings = z.infer<typeof ListBuildings>;
export type CampusPage = z.infer<typeof CampusPage>;
export type BuildingPage = z.infer<typeof BuildingPage>;
