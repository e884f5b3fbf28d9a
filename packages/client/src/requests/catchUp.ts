import type { Environment } from "../environment/environment.js";
import type { Shared } from "../environment/shared.js";
import type { Caught, ReadSince, Request } from "./history.js";

export interface Missing {
  readonly env: Environment;
  readonly request: Request;
  readonly channel: string;
  readonly since: string;
  /** Up to where the page has had everything. */
  readonly seq: number;
  isOver(): boolean;
}

const mostTries = 5;

/** The events after a position, without a hole. Undefined where it is gone, or the network stays away: the stream itself lives by the same. */
export const catcher =
  ({ RealtimeError, pauseAfter }: Shared, readSince: ReadSince) =>
  async ({ env, request, channel, since, seq, isOver }: Missing): Promise<Caught | undefined> => {
    for (let failures = 0; failures < mostTries && !isOver(); failures++) {
      try {
        const caught = await readSince(request, channel, since);
        const [first] = caught.events;
        return caught.complete && (first?.seq ?? Infinity) > seq ? caught : undefined;
      } catch (error) {
        const status = error instanceof RealtimeError ? (error.problem?.status ?? 500) : 500;
        if (status < 500 && status !== 429) return undefined;
        const ms = pauseAfter(failures, env.random);
        await new Promise<void>((resolve) => void env.after(ms, resolve));
      }
    }
    return undefined;
  };
