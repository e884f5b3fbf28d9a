import { keyOf } from "../../../src/features/durableStreams/rules/names.js";
import type { Head } from "../../../src/features/durableStreams/schema.js";
import { durableStreamsStore } from "../../../src/features/durableStreams/store.js";
import { type ApiAnswer, type ApiRequest, send } from "../../support/api.js";
import { database } from "../../support/database.js";
import { recordedLog } from "../../support/recordedLog.js";
import { type ServerProcess, startServer } from "../../support/serverProcess.js";
import { aUser, type TestUser } from "../../support/users.js";
import type { Persistent } from "./persistent.js";
import { aStorageStandIn, type StorageStandIn } from "./storageStandIn.js";

export const mebibyte = 1024 * 1024;
export const bytesType = "application/octet-stream";

/** A server whose large appends are in a Cloud Storage of its own, and a user who writes there. */
export interface LargeStreams {
  readonly storage: StorageStandIn;
  readonly server: ServerProcess;
  readonly ann: TestUser;
  /** One request to `/api/ds/{path}`. */
  call(method: string, path: string, request?: ApiRequest): Promise<ApiAnswer>;
  /** Makes a stream, and returns its path. */
  create(contentType?: string, raw?: Buffer | string): Promise<string>;
  headOf(path: string): Promise<Head | undefined>;
  /** The names of the objects of a stream. */
  objectsOf(path: string): Promise<string[]>;
  persistent(path: string): Persistent;
  stop(): Promise<unknown>;
}

export async function largeStreams(): Promise<LargeStreams> {
  const storage = await aStorageStandIn();
  const settings = { STORAGE_EMULATOR_HOST: storage.url, REALTIME_POLL_MS: 1000 };
  const [server, ann] = await Promise.all([startServer(settings), aUser()]);
  const store = durableStreamsStore(database(), recordedLog());
  let made = 0;
  const call: LargeStreams["call"] = (method, path, { headers = {}, ...more } = {}) =>
    send(server.baseUrl, method, `/api/ds/${path}`, {
      token: ann.idToken,
      ...more,
      headers: { "Content-Type": bytesType, ...headers },
    });
  const headOf = async (path: string) => (await store.head(keyOf(path)))?.value;
  return {
    ...{ storage, server, ann, call, headOf },
    create: async (contentType = bytesType, raw = "") => {
      const path = `${ann.uid}/large-${++made}`;
      const answer = await call("PUT", path, { raw, headers: { "Content-Type": contentType } });
      if (answer.status !== 201) throw new Error(answer.text);
      return path;
    },
    objectsOf: async (path) => storage.names(`durable-streams/${(await headOf(path))?.id ?? "none"}/`),
    persistent: (path) => ({
      ...{ path, contentType: bytesType, token: ann.idToken },
      server: () => server.baseUrl,
    }),
    stop: () => Promise.all([server.stop(), storage.stop()]),
  };
}
