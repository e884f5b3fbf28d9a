import { minutes } from "../../../platform/clock.js";
import { isConflict } from "../../../platform/firestore/grpc.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { unavailable } from "../../../platform/problems.js";
import type { DurableStreamsDeps } from "../deps.js";
import type { StreamObjects } from "../objects.js";
import type { StoredBody, UploadMark } from "../rules/append.js";
import { objectContent } from "../rules/objectParts.js";
import type { Upload } from "../schema.js";
import type { DurableStreamsStore } from "../store.js";

/** By then every attempt to name an object has given up. */
const abandonedAfter = minutes(60);

interface UploadDeps extends Pick<DurableStreamsDeps, "ids" | "clock"> {
  readonly store: Pick<DurableStreamsStore, "noteUpload">;
  readonly objects: StreamObjects;
}

interface Uploaded {
  readonly streamId: string;
  readonly pieces: readonly Buffer[];
  readonly isJson: boolean;
}

/**
 * Puts what is appended into Cloud Storage, under a name of its own: an object that two attempts shared could not be deleted for the one
 * while the other is about to name it. The note that is written first is what the sweep finds where no commit follows. @throws Problem 503
 */
export async function upload(deps: UploadDeps, { streamId, pieces, isJson }: Uploaded): Promise<StoredBody> {
  const id = deps.ids.next();
  const { bytes, parts } = objectContent(id, pieces, isJson);
  const version = await deps.store.noteUpload({ id, streamId, at: deps.clock.now(), isDropped: false });
  if (!version) throw unavailable(new Error("a note without a version"));
  await deps.objects.put(streamId, id, bytes);
  return { streamId, parts, upload: { id, version } };
}

export interface DropDeps extends Pick<DurableStreamsDeps, "objects" | "log"> {
  readonly store: Pick<DurableStreamsStore, "dropUpload" | "forgetUpload">;
}

/** Deletes an object that no commit has named; from now on none can. Never rejects: what is left, the sweep deletes. */
export async function dropUpload(
  deps: DropDeps,
  { streamId, upload }: Omit<StoredBody, "parts">,
): Promise<void> {
  try {
    await drop(deps, streamId, upload);
  } catch (error) {
    deps.log.error("durable_stream.upload.left", error, { stream: streamId });
  }
}

async function drop({ store, objects }: DropDeps, streamId: string, mark: UploadMark): Promise<void> {
  try {
    await store.dropUpload(mark);
  } catch (error) {
    if (isConflict(error)) return; // a commit has named it, or another one drops it
    throw error;
  }
  await objects?.remove(streamId, mark.id);
  await store.forgetUpload(mark.id);
}

/** Uploads that no commit came for although every attempt has given up. */
export const abandonedUploads = ({
  store,
  clock,
}: { store: Pick<DurableStreamsStore, "uploadsBefore"> } & Pick<DurableStreamsDeps, "clock">): Promise<
  Versioned<Upload>[]
> => store.uploadsBefore(clock.now() - abandonedAfter);

/** Deletes one of them. Safe to repeat, and while a commit names it after all. */
export const dropAbandoned = (deps: DropDeps, { value, version }: Versioned<Upload>): Promise<void> =>
  drop(deps, value.streamId, { id: value.id, version });
