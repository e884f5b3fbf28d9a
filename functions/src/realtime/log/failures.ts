import { GrpcStatus, grpcCode, isTransient } from "../../platform/firestore/grpc.js";

/** A commit that was refused did nothing; of any other that failed, its outcome is not known. */
export const mayHaveTakenEffect = (error: unknown): boolean =>
  isTransient(error) || grpcCode(error) === undefined;

/** The number was taken, or the event before it is gone. A condition that failed was of a member's own write. */
export const mayBeLostRace = (error: unknown): boolean =>
  isTaken(error) || grpcCode(error) === GrpcStatus.notFound;

/** The number of an event, or a document that a member creates, was taken. */
export const isTaken = (error: unknown): boolean => grpcCode(error) === GrpcStatus.alreadyExists;
