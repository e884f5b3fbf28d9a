import type { FeatureKit } from "../../features/feature.js";
import type { DurableStreamsActions } from "../../features/durableStreams/actions.js";
import type { StoredWakeUps } from "../../platform/wakeUps/firestoreWakeUps.js";
import type { Model } from "./model.js";
import type { AnswersStore } from "./store.js";

/** What a question is taken with. */
export interface AskingDeps extends Pick<FeatureKit, "firebase" | "clock" | "ids"> {
  readonly store: AnswersStore;
  readonly streams: Pick<DurableStreamsActions, "create">;
  readonly due: Pick<StoredWakeUps, "add" | "announce">;
}

/** What an answer is written with. */
export interface WritingDeps extends Pick<FeatureKit, "clock" | "log"> {
  readonly publisher: Pick<FeatureKit["publisher"], "append">;
  readonly store: Pick<AnswersStore, "answer" | "complete">;
  readonly streams: Pick<DurableStreamsActions, "read" | "append">;
  readonly model: Model;
}
