import { FieldPath, type Firestore, type Query, type WriteBatch } from "firebase-admin/firestore";
import { Building, Campus } from "@firecast/contract/issues/places";
import { committer } from "../../../platform/firestore/commit.js";
import { read, readCount, readDocument } from "../../../platform/firestore/read.js";
import { decode, type Versioned } from "../../../platform/firestore/versioned.js";
import type { Log } from "../../../platform/log.js";
import { buildingDocument, campusDocument } from "../paths.js";

/** Creation and id: what its place in a list is. */
export type PlacePosition = [createdAt: string, id: string];

/** Every read and write of campuses and buildings. Writes go into the caller's batch. */
export function placesStore(firestore: Firestore, log: Log) {
  const campusAt = (campusId: string) => campusDocument.document(firestore, { campusId });
  const buildingAt = (buildingId: string) => buildingDocument.document(firestore, { buildingId });
  const campuses = campusDocument.collection(firestore, {});
  const buildings = buildingDocument.collection(firestore, {});

  const page = async (query: Query, limit: number, after: PlacePosition | undefined) => {
    const inOrder = query
      .orderBy("createdAt")
      .orderBy(FieldPath.documentId())
      .limit(limit + 1);
    const { docs } = await read("places", (after ? inOrder.startAfter(...after) : inOrder).get());
    return docs.map((snapshot) => ({
      position: [String(snapshot.get("createdAt")), snapshot.id] satisfies PlacePosition,
      snapshot,
    }));
  };

  return {
    campus: (campusId: string): Promise<Versioned<Campus> | undefined> =>
      readDocument(Campus, campusAt(campusId), log),
    building: (buildingId: string): Promise<Versioned<Building> | undefined> =>
      readDocument(Building, buildingAt(buildingId), log),

    countCampuses: (organizationId: string): Promise<number> =>
      readCount(campuses.where("organizationId", "==", organizationId), "campuses"),
    countBuildings: (campusId: string): Promise<number> =>
      readCount(buildings.where("campusId", "==", campusId), "buildings"),

    /** One more than `limit` if there are more. */
    campusPage: async (organizationId: string, limit: number, after: PlacePosition | undefined) => {
      const rows = await page(campuses.where("organizationId", "==", organizationId), limit, after);
      return rows.map(({ position, snapshot }) => ({
        position,
        item: decode(Campus, snapshot, log)?.value,
      }));
    },
    buildingPage: async (
      { organizationId, campusId }: { organizationId: string; campusId: string | undefined },
      limit: number,
      after: PlacePosition | undefined,
    ) => {
      const own = buildings.where("organizationId", "==", organizationId);
      const rows = await page(
        campusId === undefined ? own : own.where("campusId", "==", campusId),
        limit,
        after,
      );
      return rows.map(({ position, snapshot }) => ({
        position,
        item: decode(Building, snapshot, log)?.value,
      }));
    },

    createCampus: (batch: WriteBatch, campus: Campus): void => {
      batch.create(campusAt(campus.id), campus);
    },
    createBuilding: (batch: WriteBatch, building: Building): void => {
      batch.create(buildingAt(building.id), building);
    },

    commit: committer(firestore, "places"),
  };
}

export type PlacesStore = ReturnType<typeof placesStore>;
