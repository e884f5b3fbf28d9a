import { startStorage } from "../../../../scripts/storage/storage-server.mjs";
import { streamObjects } from "../../../src/features/durableStreams/objects.js";
import { durableStreamsStore } from "../../../src/features/durableStreams/store.js";
import { sweepStreams } from "../../../src/features/durableStreams/sweep.js";
import { hours } from "../../../src/platform/clock.js";
import { database } from "../../support/database.js";
import { recordedLog } from "../../support/recordedLog.js";
import { projectId } from "../../support/users.js";

type Server = Awaited<ReturnType<typeof startStorage>>;

/** How the next requests are answered; `after`: once they have taken effect; `cut`: so many bytes of what is read are missing. */
export interface Failing {
  readonly at: "upload" | "read" | "delete";
  readonly status?: number;
  readonly hangMs?: number;
  readonly times?: number;
  readonly after?: boolean;
  readonly cut?: number;
}

export interface StorageStandIn extends Pick<Server, "url" | "stop"> {
  /** The names of its objects. */
  names(prefix?: string): string[];
  fail(how: Failing): void;
}

/** The stand-in for Cloud Storage that `npm start` runs, on a port of its own: its failures are no other test's. */
export const aStorageStandIn = (): Promise<StorageStandIn> => startStorage({ port: 0 });

/** The sweep, two hours later, of what uploads to one stream have left. Others' streams are left alone. */
export async function sweepIn(url: string, streamId: string): Promise<void> {
  const earlier = process.env["STORAGE_EMULATOR_HOST"];
  process.env["STORAGE_EMULATOR_HOST"] = url; // Google's client reads it when it is made
  const log = recordedLog();
  const all = durableStreamsStore(database(), log);
  const objects = streamObjects({ streamsBucket: "demo-firecast-durable-streams", projectId: projectId() });
  const store = {
    ...all,
    expired: () => Promise.resolve([]),
    remains: () => Promise.resolve([]),
    uploadsBefore: async (time: number) =>
      (await all.uploadsBefore(time)).filter(({ value }) => value.streamId === streamId),
  };
  const clock = { now: () => Date.now() + hours(2) };
  await sweepStreams({ store, objects, clock, log, announce: () => Promise.resolve() });
  if (earlier !== undefined) process.env["STORAGE_EMULATOR_HOST"] = earlier;
}
