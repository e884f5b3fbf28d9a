import { problemType } from "../../../platform/problems.js";
import { errorMessage, type Message } from "../transport.js";

/** The `error` frame when a right was taken away while the session was open. */
export const revokedMessage = (channel: string): Message =>
  errorMessage({
    type: problemType("forbidden"),
    title: "You may no longer read this channel",
    status: 403,
    detail: channel,
  });
