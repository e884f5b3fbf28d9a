/**
 * Names that other systems use, and the channels they stand for. `{uid}` is the user who is signed in. The server knows
 * `pins`, `automation` and `ai` by itself.
 */
export const channelAliases = {
  "chat.{id}": "spaces/{id}/chat",
  "document.{id}": "documents/{id}",
  "user.{id}.messages": "users/{id}/direct",
  notifications: "users/{uid}/notifications",
  "dashboard.metrics": "analytics",
} as const;

/** The channel that a name stands for, as a type. `names.unit.test.ts` holds it to the table. */
export type Unaliased<Name extends string> = Name extends `chat.${infer Id}`
  ? `spaces/${Id}/chat`
  : Name extends `document.${infer Id}`
    ? `documents/${Id}`
    : Name extends `user.${infer Id}.messages`
      ? `users/${Id}/direct`
      : Name extends "notifications"
        ? `users/${string}/notifications`
        : Name extends "dashboard.metrics"
          ? "analytics"
          : Name;
