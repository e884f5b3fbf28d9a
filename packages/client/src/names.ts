import { channelAliases } from "./types/aliases.js";

/** Whether it cannot be said which channel a name stands for before it is known who is signed in. */
const placeholder = /\{(\w+)\}/g;

/**
 * The channel that a name stands for: `chat.lobby` is `spaces/lobby/chat`. A name that is in no table is as it is; so is one that
 * needs a user where none is known, and the server refuses it.
 */
export function channelNamed(
  name: string,
  uid: string | undefined,
  more: Readonly<Record<string, string>> = {},
): string {
  for (const [pattern, channel] of Object.entries({ ...channelAliases, ...more })) {
    const values = valuesIn(name, pattern);
    if (!values) continue;
    const given = new Map([...(uid === undefined ? [] : [["uid", uid] as const]), ...values]);
    const full = channel.replace(placeholder, (whole, key: string) => given.get(key) ?? whole);
    return full.includes("{") ? name : full;
  }
  return name;
}

/** What stands in a name where a pattern has placeholders; undefined if it does not fit. */
function valuesIn(name: string, pattern: string): (readonly [string, string])[] | undefined {
  const keys = [...pattern.matchAll(placeholder)].map(([, key = ""]) => key);
  const source = pattern
    .split(placeholder)
    .map((part, index) => (index % 2 === 0 ? part.replace(/[^\w]/g, "\\$&") : "([A-Za-z0-9_-]{1,128})"));
  const found = new RegExp(`^${source.join("")}$`).exec(name);
  return found ? keys.map((key, index) => [key, found[index + 1] ?? ""] as const) : undefined;
}
