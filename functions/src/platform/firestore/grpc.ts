import { z } from "zod";

/** Status codes of gRPC that we tell apart (https://grpc.github.io/grpc/core/md_doc_statuscodes.html). */
export const GrpcStatus = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

const Coded = z.object({ code: z.number() });

export function grpcCode(error: unknown): number | undefined {
  const coded = Coded.safeParse(error);
  return coded.success ? coded.data.code : undefined;
}

const transient: ReadonlySet<number> = new Set([
  GrpcStatus.cancelled,
  GrpcStatus.unknown,
  GrpcStatus.deadlineExceeded,
  GrpcStatus.resourceExhausted,
  GrpcStatus.aborted,
  GrpcStatus.internal,
  GrpcStatus.unavailable,
  // A token that was fetched late or has just ended: the next call brings a new one.
  GrpcStatus.unauthenticated,
]);

/** Whether the same call may succeed a moment later. A call that failed like this may still have taken effect. */
export function isTransient(error: unknown): boolean {
  if (error instanceof DeadlineExceeded) return true;
  const code = grpcCode(error);
  return code !== undefined && transient.has(code);
}

/** Another writer was first: a document existed, was missing, or changed since it was read. */
export function isConflict(error: unknown): boolean {
  const code = grpcCode(error);
  return (
    code === GrpcStatus.alreadyExists ||
    code === GrpcStatus.notFound ||
    code === GrpcStatus.failedPrecondition
  );
}

export class DeadlineExceeded extends Error {
  constructor(what: string, ms: number) {
    super(`${what} took longer than ${ms} ms`);
    this.name = "DeadlineExceeded";
  }
}

/** Clients retry inside for up to minutes; callers need an answer sooner. The abandoned call may still take effect. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded(what, ms)), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
