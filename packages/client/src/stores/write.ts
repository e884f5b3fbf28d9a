import type { Answered, Change, LiveState } from "../optimistic/liveState.js";
import type { Loaded } from "./source.js";

interface Writing<State> {
  readonly live: Pick<LiveState<State, never>, "begin" | "answered" | "refused">;
  readonly note: (change: Partial<Loaded>) => void;
  readonly newKey: () => string;
}

/** Shows a change, writes it, and takes it back where the server refuses. @throws what `send` throws */
export async function write<State, Answer>(
  { live, note, newKey }: Writing<State>,
  apply: (key: string) => Change<State>,
  send: (key: string) => Promise<Answer>,
  answered: (answer: Answer) => Answered<State> = () => ({}),
): Promise<Answer> {
  const key = newKey();
  live.begin({ key, apply: apply(key) });
  try {
    const answer = await send(key);
    live.answered(key, answered(answer));
    note({ error: undefined });
    return answer;
  } catch (error) {
    live.refused(key);
    note({ error });
    throw error;
  }
}
