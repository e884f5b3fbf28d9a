/**
 * Whether the event says that this user has come or gone. A long poll is itself what makes its user present: it would end
 * with that news, the next one with the next, and none would wait.
 */
export const isOwnPresence = (body: string, uid: string): boolean =>
  body.startsWith("event: presence:") && body.endsWith(`"data":{"uid":"${uid}"}}\n\n`);
