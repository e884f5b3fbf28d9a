import { FieldValue, type Firestore, type Query, type WriteBatch } from "firebase-admin/firestore";
import type { z } from "zod";
import { Timestamp } from "@firecast/contract/core/ids";
import { Building, Campus } from "@firecast/contract/issues/places";
import { committer } from "../../../platform/firestore/commit.js";
import { pageByTime, type TimePlace } from "../../../platform/firestore/pageByTime.js";
import { readCount, readDocument, readQuery } from "../../../platform/firestore/read.js";
import {
  createClaimed,
  deleteVersion,
  updateVersion,
  type Versioned,
} from "../../../platform/firestore/versioned.js";
import type { Log } from "../../../platform/log.js";
import { buildingDocument, campusDocument, deletedBuildingDocument } from "../paths.js";

/** One that is no more: issues that were resolved in it say so. */
export const DeletedBuilding = Building.extend({ deletedAt: Timestamp });
export type DeletedBuilding = z.infer<typeof DeletedBuilding>;

/** Every read and write of campuses and buildings. Writes go into the caller's batch. */
export function placesStore(firestore: Firestore, log: Log) {
  const campusAt = (campusId: string) => campusDocument.document(firestore, { campusId });
  const buildingAt = (buildingId: string) => buildingDocument.document(firestore, { buildingId });
  const deletedAt = (buildingId: string) => deletedBuildingDocument.document(firestore, { buildingId });
  const campuses = campusDocument.collection(firestore, {});
  const buildings = buildingDocument.collection(firestore, {});

  const page = <S extends z.ZodType>(schema: S, query: Query, limit: number, after: TimePlace | undefined) =>
    pageByTime(schema, query, { what: "places", by: "createdAt", order: "asc", after, limit, log });

  return {
    campus: (campusId: string): Promise<Versioned<Campus> | undefined> =>
      readDocument(Campus, campusAt(campusId), log),
    building: (buildingId: string): Promise<Versioned<Building> | undefined> =>
      readDocument(Building, buildingAt(buildingId), log),

    deletedBuilding: (buildingId: string): Promise<Versioned<DeletedBuilding> | undefined> =>
      readDocument(DeletedBuilding, deletedAt(buildingId), log),

    /** All of them. */
    buildingsOf: (campusId: string): Promise<Versioned<Building>[]> =>
      readQuery(Building, buildings.where("campusId", "==", campusId), "buildings", log),

    countCampuses: (organizationId: string): Promise<number> =>
      readCount(campuses.where("organizationId", "==", organizationId), "campuses"),
    countBuildings: (campusId: string): Promise<number> =>
      readCount(buildings.where("campusId", "==", campusId), "buildings"),

    /** The oldest first. */
    campusPage: (organizationId: string, limit: number, after: TimePlace | undefined) =>
      page(Campus, campuses.where("organizationId", "==", organizationId), limit, after),
    buildingPage: (
      { organizationId, campusId }: { organizationId: string; campusId: string | undefined },
      limit: number,
      after: TimePlace | undefined,
    ) => {
      const own = buildings.where("organizationId", "==", organizationId);
      return page(
        Building,
        campusId === undefined ? own : own.where("campusId", "==", campusId),
        limit,
        after,
      );
    },

    createCampus: (batch: WriteBatch, campus: Campus): void => {
      batch.create(campusAt(campus.id), campus);
    },
    /** Fails where the campus is no more; and who deletes the campus meanwhile has to look again. */
    createBuilding: (batch: WriteBatch, building: Building): void => {
      batch.update(campusAt(building.campusId), { built: FieldValue.increment(1) });
      batch.create(buildingAt(building.id), building);
    },

    changeCampus: (batch: WriteBatch, seen: Versioned<Campus>, { name, position }: Campus): void =>
      updateVersion(batch, campusAt(seen.value.id), seen, { name, position }),
    changeBuilding: (batch: WriteBatch, seen: Versioned<Building>, { name, position }: Building): void =>
      updateVersion(batch, buildingAt(seen.value.id), seen, { name, position }),

    deleteCampus: (batch: WriteBatch, seen: Versioned<Campus>): void =>
      deleteVersion(batch, campusAt(seen.value.id), seen),
    deleteBuilding: (batch: WriteBatch, seen: Versioned<Building>, at: string): void => {
      const { id } = seen.value;
      deleteVersion(batch, buildingAt(id), seen);
      createClaimed(batch, deletedAt(id), { ...seen.value, deletedAt: at } satisfies DeletedBuilding);
    },

    commit: committer(firestore, "places"),
  };
}

export type PlacesStore = ReturnType<typeof placesStore>;
