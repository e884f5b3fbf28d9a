import { FieldPath, FieldValue, type Firestore, Timestamp, type WriteBatch } from "firebase-admin/firestore";
import type { z } from "zod";
import type { ScheduleRun } from "@firecast/contract/automations/schedules";
import { days } from "../../../platform/clock.js";
import { committer } from "../../../platform/firestore/commit.js";
import { idsAfter } from "../../../platform/firestore/idsAfter.js";
import { read, readDocument, readDocuments, readDue } from "../../../platform/firestore/read.js";
import { decode, putVersion, updateVersion, type Versioned } from "../../../platform/firestore/versioned.js";
import type { Log } from "../../../platform/log.js";
import { scheduleDocument, scheduleListDocument, scheduleRunDocument } from "../paths.js";
import { ScheduleList, StoredRun, StoredSchedule } from "./schema.js";

/** Firings of a schedule that are kept, each in the place of the one so many before it. */
const keptRuns = 50;
const keptFor = days(30);

/** When a schedule is due, and its id. */
export type DuePlace = [dueAt: string, id: string];

/** Every read and write of the schedules of tools. Writes go into the caller's batch. */
export function schedulesStore(firestore: Firestore, log: Log) {
  const scheduleAt = (scheduleId: string) => scheduleDocument.document(firestore, { scheduleId });
  const listAt = (toolId: string) => scheduleListDocument.document(firestore, { toolId });
  const all = scheduleDocument.collection(firestore, {});
  const runPlaces = Array.from({ length: keptRuns }, (_, place) => String(place));
  const runsOf = (scheduleId: string) =>
    runPlaces.map((place) => scheduleRunDocument.document(firestore, { scheduleId, place }));

  return {
    schedule: (id: string): Promise<Versioned<StoredSchedule> | undefined> =>
      readDocument(StoredSchedule, scheduleAt(id), log),

    /** One that is due. @throws Error if it cannot be read. */
    dueSchedule: (id: string): Promise<Versioned<StoredSchedule> | undefined> =>
      readDue(StoredSchedule, scheduleAt(id), log),

    list: (toolId: string): Promise<Versioned<z.infer<typeof ScheduleList>> | undefined> =>
      readDocument(ScheduleList, listAt(toolId), log),

    schedules: async (ids: readonly string[]): Promise<StoredSchedule[]> => {
      const found = await readDocuments(StoredSchedule, ids.map(scheduleAt), log);
      return found.flatMap((seen) => seen?.value ?? []);
    },

    /** What is due by `before`, in that order, after a place. */
    due: async (before: string, after: DuePlace | undefined, limit: number): Promise<DuePlace[]> => {
      const due = all
        .where("dueAt", "<=", before)
        .orderBy("dueAt")
        .orderBy(FieldPath.documentId())
        .select("dueAt")
        .limit(limit);
      const { docs } = await read("due schedules", (after ? due.startAfter(...after) : due).get());
      return docs.map((snapshot) => [String(snapshot.get("dueAt")), snapshot.id]);
    },

    /** The newest first. */
    runs: async (id: string): Promise<ScheduleRun[]> => {
      const snapshots = await read("runs of a schedule", firestore.getAll(...runsOf(id)));
      return snapshots
        .flatMap((snapshot) => decode(StoredRun, snapshot, log)?.value ?? [])
        .sort((a, b) => b.number - a.number)
        .map(({ number: _, ...run }) => run);
    },

    idsOf: (ownerId: string, limit: number): Promise<string[]> =>
      idsAfter(all.where("ownerId", "==", ownerId), { limit }),

    createSchedule: (batch: WriteBatch, schedule: StoredSchedule): void => {
      batch.create(scheduleAt(schedule.id), fieldsOf(schedule));
    },

    updateSchedule: (batch: WriteBatch, seen: Versioned<StoredSchedule>, schedule: StoredSchedule): void => {
      const gone = FieldValue.delete();
      const { name = gone, suspended = gone, pending = gone, dueAt = gone, lastRun = gone } = schedule;
      const fields = { ...fieldsOf(schedule), name, suspended, pending, dueAt, lastRun };
      updateVersion(batch, scheduleAt(schedule.id), seen, fields);
    },

    /** With what is kept of its firings. */
    deleteSchedule: (batch: WriteBatch, id: string): void => {
      batch.delete(scheduleAt(id));
      for (const run of runsOf(id)) batch.delete(run);
    },

    putList: (
      batch: WriteBatch,
      toolId: string,
      seen: Versioned<unknown> | undefined,
      ids: readonly string[],
    ): void => {
      putVersion(batch, listAt(toolId), seen, { ids });
    },

    putRun: (batch: WriteBatch, scheduleId: string, number: number, run: ScheduleRun): void => {
      const expireAt = Timestamp.fromMillis(Date.parse(run.finishedAt) + keptFor);
      const place = String(number % keptRuns);
      batch.set(scheduleRunDocument.document(firestore, { scheduleId, place }), { ...run, number, expireAt });
    },

    commit: committer(firestore, "a schedule"),
  };
}

export type SchedulesStore = ReturnType<typeof schedulesStore>;

/** The owner by the name that account deletion looks for. */
const fieldsOf = ({ actions, ...schedule }: StoredSchedule) => ({
  ...schedule,
  actions: JSON.stringify(actions),
  ownerId: schedule.createdBy,
});
