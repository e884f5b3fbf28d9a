import { grpcCode, isTransient } from "../../platform/firestore/grpc.js";

/** A commit that was refused did nothing; of any other that failed, its outcome is not known. */
export const mayHaveTakenEffect = (error: unknown): boolean =>
  isTransient(error) || grpcCode(error) === undefined;
