import { type Broadcasts, broadcasts, type BroadcastsDeps } from "./broadcasts.js";
import { ingest, type IngestDeps, type IngestMessage } from "./ingest.js";

/** How functions and other backends of the project publish without HTTP. */
export interface FromProject {
  readonly broadcasts: Broadcasts;
  /** Takes a message of the topic `realtime-ingest`. */
  ingest(message: IngestMessage): Promise<void>;
}

export const fromProject = (deps: BroadcastsDeps & IngestDeps): FromProject => ({
  broadcasts: broadcasts(deps),
  ingest: (message) => ingest(deps, message),
});
