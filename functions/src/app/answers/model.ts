/** What writes answers. */
export interface Model {
  /** The rest of an answer that begins with `soFar`, token by token. */
  answer(prompt: string, soFar: string): AsyncIterable<string>;
  /** Tokens of an answer at most. */
  readonly longest: number;
}

const words = 180;
const betweenTokensMs = 20;

/**
 * Stands in for a model where there is none, such as on a laptop: the same prompt has the same answer. A real one gets the prompt and
 * the begin of its answer, as all of them take it, and goes on from there.
 */
export function standInModel(pause: (ms: number) => Promise<unknown>): Model {
  return {
    longest: words,
    async *answer(prompt, soFar) {
      let at = 0;
      for (const token of tokensOf(prompt)) {
        at += token.length;
        if (at <= soFar.length) continue;
        await pause(betweenTokensMs);
        yield token;
      }
    },
  };
}

/** Numbered, so that a reader sees whether one is missing or there twice. */
export const tokensOf = (prompt: string): string[] => {
  const said = prompt.split(/\s+/);
  return Array.from({ length: words }, (_, number) => `${number + 1}:${said[number % said.length] ?? ""} `);
};
