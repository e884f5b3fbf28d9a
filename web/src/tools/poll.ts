import type { Json, StateObject } from "@firecast/contract/stateTree";

export interface Poll {
  readonly question: string;
  readonly options: readonly { readonly name: string; readonly votes: number }[];
  readonly total: number;
}

/** What a tool's state says as a poll; what is no such thing in it is left alone. */
export function pollOf(state: StateObject): Poll {
  const { question, votes } = state;
  const options = isObject(votes)
    ? Object.entries(votes).flatMap(([name, count]) =>
        typeof count === "number" ? [{ name, votes: Math.max(0, Math.round(count)) }] : [],
      )
    : [];
  return {
    question: typeof question === "string" ? question : "",
    options: options.sort((a, b) => a.name.localeCompare(b.name)),
    total: options.reduce((sum, { votes }) => sum + votes, 0),
  };
}

/** An option's name as a key of the state: a dot would lead inside of it. */
export const optionKey = (name: string): string =>
  `votes.${name
    .replace(/[.\p{Cc}\p{Surrogate}]+/gu, " ")
    .trim()
    .slice(0, 60)}`;

/** The patch that takes `patch` back, as the state was before it; null for what was not there. */
export function inverseOf(patch: StateObject, state: StateObject): StateObject {
  return Object.fromEntries(Object.keys(patch).map((key) => [key, valueIn(state, key) ?? null]));
}

function valueIn(state: StateObject, key: string): Json | undefined {
  let value: Json | undefined = { ...state };
  for (const name of key.split(".")) value = isObject(value) ? value[name] : undefined;
  return value;
}

const isObject = (value: Json | undefined): value is { [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
