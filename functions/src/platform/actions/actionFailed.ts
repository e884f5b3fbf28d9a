import { Problem } from "../problems.js";

/**
 * What is to become of an action that was not done. `retry`: the same may succeed a little later. `skip`: this time it is
 * given up. `stop`: neither will the next time succeed, until a user changes something.
 */
export type Consequence = "retry" | "skip" | "stop";

/** An action was not done. The message is for its author: it has nothing of what other servers said. */
export class ActionFailed extends Error {
  override readonly name = "ActionFailed";

  constructor(
    message: string,
    readonly consequence: Consequence,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What an error that came of an action means. What is no refusal is trouble of ours, which passes. */
export function failureOf(error: unknown): ActionFailed {
  if (error instanceof ActionFailed) return error;
  if (!(error instanceof Problem))
    return new ActionFailed("Something failed on our side", "retry", { cause: error });
  return new ActionFailed(error.message, consequenceOf(error), { cause: error });
}

function consequenceOf({ code, status }: Problem): Consequence {
  if (status >= 500 || code === "rate_limited" || code === "conflict") return "retry";
  return code === "not_found" || code === "forbidden" ? "stop" : "skip";
}
