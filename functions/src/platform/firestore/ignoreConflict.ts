import { GrpcStatus, grpcCode, isConflict } from "./grpc.js";

/**
 * Awaits a write that rests on what was read. Undefined if another writer was faster: what that one wrote counts, and this
 * write is not needed any more.
 */
export async function ignoreConflict<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (!isConflict(error)) throw error;
    return undefined;
  }
}

/** Awaits the creation of a document. False if it exists already: it stays as it is. */
export async function createdNow(creation: Promise<unknown>): Promise<boolean> {
  try {
    await creation;
    return true;
  } catch (error) {
    if (grpcCode(error) !== GrpcStatus.alreadyExists) throw error;
    return false;
  }
}
