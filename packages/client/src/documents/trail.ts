import {
  applyChange,
  bothChanges,
  changeBefore,
  changeBetween,
  type TextChange,
} from "@firecast/contract/textSteps";
import { type Run, runAfter } from "./run.js";

/** A text as a page may still show it, and what has changed since. */
export interface Past {
  readonly content: string;
  readonly run: Run | undefined;
  readonly since: TextChange;
}

/** So many are remembered: a page draws the newest with its next frame. */
const mostPast = 32;

/** What the user has seen of a text: they write into what was drawn last, while others' changes have already come. */
export function trail() {
  let pasts: readonly Past[] = [];
  const add = (past: Past): void => void (pasts = [...pasts.slice(1 - mostPast), past]);
  return {
    /** `now` is what it was until this change. */
    changed: (now: Omit<Past, "since">, change: TextChange): void => {
      add({ ...now, since: [] });
      pasts = pasts.map((past) => ({ ...past, since: bothChanges(past.since, change) }));
    },
    /** How the text was when it was `shown`, and what has changed since. */
    since: (shown: string, now: Omit<Past, "since">): Past => {
      if (shown === now.content) return { ...now, since: [] };
      const known = pasts.findLast(({ content }) => content === shown);
      if (known) return known;
      const since = changeBetween(shown, now.content);
      return { content: shown, run: runAfter(now.run, changeBetween(now.content, shown)), since };
    },
    /** The page shows what `own` has made of that, without what was changed meanwhile. */
    wrote: ({ content, since }: Past, own: TextChange, run: Run | undefined): void => {
      if (since.length > 0)
        add({ content: applyChange(content, own) ?? content, run, since: changeBefore(since, own) });
    },
  };
}
