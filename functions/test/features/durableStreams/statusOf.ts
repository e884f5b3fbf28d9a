import { Problem } from "../../../src/platform/problems.js";

/** The status of the problem that something throws; 200 where it throws none. */
export function statusOf(act: () => unknown): number {
  try {
    act();
    return 200;
  } catch (error) {
    return error instanceof Problem ? error.status : 500;
  }
}
