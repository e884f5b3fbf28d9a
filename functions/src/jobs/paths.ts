import { path } from "../platform/firestore/path.js";

export const jobDocument = path("jobs/{job}");
export const jobRunDocument = path("jobRuns/{runId}");
export const jobFailureDocument = path("jobFailures/{id}");
