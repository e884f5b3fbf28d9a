import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MailCheck, RotateCcw } from "lucide-react";
import { useState } from "react";
import { operationCalls } from "../api/operations.js";
import { useCalls } from "../api/useCalls.js";
import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { Empty } from "../ui/Empty.js";
import { Loading } from "../ui/Loading.js";
import { Table } from "../ui/Table.js";
import { useToast } from "../ui/toasts.js";
import { useAttempt } from "../ui/useAttempt.js";
import { useNow } from "../ui/useNow.js";
import { operationTexts } from "./texts.js";

const queryKey = ["dead-letters"];
const everyMs = 10_000;

/** Work that was given up, and the way back for it. */
export function DeadLetters() {
  const text = useText(operationTexts);
  const times = useTimes();
  const now = useNow();
  const calls = useCalls(operationCalls);
  const queries = useQueryClient();
  const attempt = useAttempt();
  const tell = useToast();
  const [underWay, setUnderWay] = useState<string>();
  const { data } = useQuery({ queryKey, queryFn: () => calls.letters(), refetchInterval: everyMs });
  const replay = async (id: string): Promise<void> => {
    setUnderWay(id);
    await attempt(async () => {
      const { queue } = await calls.replay(id);
      tell({ title: text.replayed(queue) });
    });
    await queries.invalidateQueries({ queryKey });
    setUnderWay(undefined);
  };
  return (
    <section className="card">
      <h2 id="letters">{text.letters}</h2>
      {!data && <Loading rows={1} />}
      {data?.items.length === 0 && <Empty icon={MailCheck} title={text.noLetters} />}
      {data && data.items.length > 0 && (
        <Table labelledBy="letters" columns={[text.queue, text.reason, text.attempts, text.givenUp, ""]}>
          {data.items.map(({ id, queue, reason, attempts, at, payload }) => (
            <tr key={id}>
              <th scope="row">{queue}</th>
              <td>
                <details className="letter">
                  <summary>{reason}</summary>
                  <code>{payload}</code>
                </details>
              </td>
              <td>{times.number(attempts)}</td>
              <td>
                <time dateTime={at} title={times.full(at)}>
                  {times.ago(at, now)}
                </time>
              </td>
              <td>
                <button
                  className="button small"
                  disabled={underWay !== undefined}
                  onClick={() => void replay(id)}
                >
                  <RotateCcw aria-hidden="true" /> {text.replay}
                </button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {data?.nextCursor && <p className="muted">{text.moreLetters}</p>}
    </section>
  );
}
