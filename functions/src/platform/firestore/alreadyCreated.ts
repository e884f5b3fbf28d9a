import type { DocumentReference } from "firebase-admin/firestore";
import { GrpcStatus } from "./grpc.js";

/** A document that a commit was to create exists: the same thing was done before. */
export class AlreadyCreated extends Error {
  readonly code = GrpcStatus.alreadyExists;

  constructor(readonly document: DocumentReference) {
    super(`${document.path} exists`);
    this.name = "AlreadyCreated";
  }
}
