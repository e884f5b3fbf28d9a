/** Why a request to where a user says came to nothing. Callers see the reason, and nothing of what the other side said. */
export type RequestFailure =
  "refused" | "unreachable" | "too_slow" | "too_large" | "too_many_redirects" | "answered_badly";

export class RequestFailed extends Error {
  override readonly name = "RequestFailed";

  constructor(
    readonly reason: RequestFailure,
    options?: ErrorOptions,
  ) {
    super(`Request failed: ${reason}`, options);
  }
}

/** Runs a request with a deadline, ms. @throws RequestFailed for whatever it throws. */
export async function withDeadline<T>(
  withinMs: number,
  act: (deadline: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(withinMs);
  try {
    return await act(deadline);
  } catch (error) {
    if (error instanceof RequestFailed) throw error;
    throw new RequestFailed(deadline.aborted ? "too_slow" : "unreachable", { cause: error });
  }
}
