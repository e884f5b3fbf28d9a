import { useEvents } from "@firecast/react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/useApi.js";
import { type Texts, useText } from "../text/language.js";
import { useProblemText } from "../ui/problem.js";
import { useTitle } from "../ui/useTitle.js";
import { spacesKey } from "./spaces.js";

const texts: Texts<{ title: string; why: string; join: string; asked: string }> = {
  en: {
    title: "You are no member here",
    why: "If you are invited, or the space is open, you can come in at once; else an owner decides.",
    join: "Join",
    asked: "You have asked to join. An owner or admin will decide.",
  },
  de: {
    title: "Du bist hier kein Mitglied",
    why: "Bist du eingeladen oder ist der Raum offen, kommst du gleich hinein; sonst entscheidet ein Inhaber.",
    join: "Beitreten",
    asked: "Du hast um Aufnahme gebeten. Ein Inhaber oder Verwalter entscheidet.",
  },
};

/** Where an invite leads. A space that does not exist looks the same until one tries. */
export function JoinSpace({ spaceId }: { spaceId: string }) {
  const text = useText(texts);
  useTitle(text.title);
  const { spaces } = useApi();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const [hasAsked, setHasAsked] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  // It tells who was let in.
  useEvents(["notifications"], ({ type }) => {
    if (type === "notification:created") void queries.invalidateQueries({ queryKey: spacesKey });
  });
  const join = async (): Promise<void> => {
    try {
      const { status } = await spaces.join(spaceId);
      setHasAsked(status !== "active");
      await queries.invalidateQueries({ queryKey: spacesKey });
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <div className="empty">
      <h1>{text.title}</h1>
      <p role="status">{hasAsked ? text.asked : text.why}</p>
      {problem !== undefined && <p role="alert">{problemText(problem)}</p>}
      {!hasAsked && (
        <button className="button primary" onClick={() => void join()}>
          {text.join}
        </button>
      )}
    </div>
  );
}
