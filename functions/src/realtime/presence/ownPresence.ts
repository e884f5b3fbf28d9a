import type { Frame } from "../hub/batch.js";

/**
 * Whether the event says that this user has come or gone. A long poll is itself what makes its user present: it would end
 * with that news, the next one with the next, and none would wait.
 */
export const isOwnPresence = ({ type, wire }: Frame, uid: string): boolean =>
  type.startsWith("presence:") && wire.endsWith(`"data":{"uid":"${uid}"}}`);
