/** The Pub/Sub topic that other backends publish events to. */
export const ingestTopic = "realtime-ingest";
