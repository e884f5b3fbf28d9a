import type { EventSeen } from "./history.js";

/** What tells an event from others. */
export const namesOf = ({ seq, eventId, attemptId }: EventSeen): string[] => [
  `seq ${seq}`,
  `event ${eventId}`,
  ...(attemptId === undefined ? [] : [`post ${attemptId}`]),
];

export const describe = (event: EventSeen): string => namesOf(event).join(" ");

/** What only one of them knows does not count. */
export const differ = (a: EventSeen, b: EventSeen): boolean =>
  a.eventId !== b.eventId || disagree(a.attemptId, b.attemptId) || disagree(a.messageId, b.messageId);

export const disagree = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a !== b;
