import { path } from "../../platform/firestore/path.js";

/** The head of a stream, under a hash of its path. */
export const streamDocument = path("durableStreams/{streamKey}");
/** Bytes that left the head; by the id of the stream and, so that they are read in order, where they end. */
export const pageDocument = path("durableStreamBytes/{streamId}/pages/{end}");
/** An object in Cloud Storage that no stream names yet. */
export const uploadDocument = path("durableStreamUploads/{uploadId}");
/** What is left to be done of a stream that was deleted. */
export const remainsDocument = path("durableStreamRemains/{streamId}");
