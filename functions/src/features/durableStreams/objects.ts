import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Bucket, File } from "@google-cloud/storage";
import { z } from "zod";
import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import type { Settings } from "../../platform/params.js";
import { notFound, unavailable } from "../../platform/problems.js";
import { isWhole, type ObjectContent } from "./rules/objectParts.js";
import type { ObjectPage } from "./rules/pages.js";

const uploadWithin = seconds(15);
const readWithin = seconds(8);
const removeWithin = seconds(8);
/** Tries of one call of Google's client. */
const retries = 2;

/** The content of large appends in Cloud Storage. An object is written once, and belongs to one stream. */
export interface StreamObjects {
  /** Safe to repeat: an object of that name is the one that an attempt before has left. @throws Problem 503 */
  put(streamId: string, object: string, content: ObjectContent["bytes"]): Promise<void>;
  /** @throws Problem 404 where the stream was deleted, 503. */
  read(streamId: string, page: ObjectPage): Promise<Buffer>;
  /** It may be gone. */
  remove(streamId: string, object: string): Promise<void>;
  /** All that a stream has. */
  removeAll(streamId: string): Promise<void>;
}

const prefixOf = (streamId: string): string => `durable-streams/${streamId}/`;
const nameOf = (streamId: string, object: string): string => `${prefixOf(streamId)}${object}`;

/** Undefined where no bucket is set. Google's client is loaded at the first use: few streams need it. */
export function streamObjects({
  streamsBucket,
  projectId,
}: Pick<Settings, "streamsBucket" | "projectId">): StreamObjects | undefined {
  if (streamsBucket === undefined) return undefined;
  let opened: Promise<Bucket> | undefined;
  const bucket = (): Promise<Bucket> => (opened ??= openBucket(streamsBucket, projectId));
  const file = async (streamId: string, object: string) => (await bucket()).file(nameOf(streamId, object));

  return {
    put: async (streamId, object, content) => {
      const options = {
        resumable: false,
        validation: "md5",
        contentType: "application/octet-stream",
        preconditionOpts: { ifGenerationMatch: 0 },
      } as const;
      const saved = (await file(streamId, object)).save(() => content, options);
      await within(uploadWithin, "upload of an append", saved).catch((error: unknown) => {
        if (httpStatus(error) !== 412) throw unavailable(error);
      });
    },

    read: async (streamId, page) => {
      const found = rangeOf(await file(streamId, page.object), page);
      const bytes = await within(readWithin, "read of an append", found).catch((error: unknown) => {
        throw httpStatus(error) === 404 ? notFound() : unavailable(error);
      });
      if (!isWhole(bytes, page))
        throw unavailable(new Error(`${nameOf(streamId, page.object)} is not as it was written`));
      return bytes;
    },

    remove: async (streamId, object) => {
      const removed = (await file(streamId, object)).delete({ ignoreNotFound: true });
      await within(removeWithin, "deletion of an append", removed);
    },

    removeAll: async (streamId) => {
      const query = { prefix: prefixOf(streamId), autoPaginate: false };
      for (;;) {
        const [files] = await within(removeWithin, "list of appends", (await bucket()).getFiles(query));
        if (files.length === 0) return;
        for (const found of files)
          await within(removeWithin, "deletion of an append", found.delete({ ignoreNotFound: true }));
      }
    },
  };
}

/** What Google's client hangs on one response is more than Node expects, which would log a warning for each read. */
const mostListeners = 20;

function rangeOf(file: File, { from, to }: ObjectPage): Promise<Buffer> {
  const stream = file.createReadStream({ start: from, end: to - 1 });
  stream.on("response", (response: Readable) => response.setMaxListeners(mostListeners));
  return buffer(stream);
}

async function openBucket(name: string, projectId: string): Promise<Bucket> {
  const { Storage, IdempotencyStrategy } = await import("@google-cloud/storage");
  const retryOptions = { maxRetries: retries, idempotencyStrategy: IdempotencyStrategy.RetryAlways };
  return new Storage({ projectId, retryOptions }).bucket(name);
}

const Answered = z.object({ code: z.number() });

/** What Google's client says of an answer; undefined where there was none. */
function httpStatus(error: unknown): number | undefined {
  const answered = Answered.safeParse(error);
  return answered.success ? answered.data.code : undefined;
}
