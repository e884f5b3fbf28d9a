import { RealtimeError, RequestProblem } from "@firecast/client";
import type { Texts } from "../text/language.js";
import { useText } from "../text/language.js";

const texts: Texts<{ offline: string; unknown: string; gone: string; forbidden: string; busy: string }> = {
  en: {
    offline: "The server cannot be reached.",
    unknown: "That did not work.",
    gone: "It is not there, or not for you to see.",
    forbidden: "You may not do that.",
    busy: "Too much at once. Try again in a moment.",
  },
  de: {
    offline: "Der Server ist nicht erreichbar.",
    unknown: "Das hat nicht geklappt.",
    gone: "Das gibt es nicht, oder du darfst es nicht sehen.",
    forbidden: "Das darfst du nicht.",
    busy: "Zu viel auf einmal. Versuche es gleich noch einmal.",
  },
};

/** What went wrong, for a reader. */
export function useProblemText(): (error: unknown) => string {
  const text = useText(texts);
  return (error) => {
    if (error instanceof RequestProblem) {
      if (error.status === 404) return text.gone;
      if (error.status === 403) return text.forbidden;
      if (error.status === 429) return text.busy;
      return error.problem?.detail ?? error.problem?.title ?? text.unknown;
    }
    if (error instanceof RealtimeError && error.problem) return error.problem.detail ?? error.problem.title;
    return error instanceof TypeError || error instanceof RealtimeError ? text.offline : text.unknown;
  };
}
