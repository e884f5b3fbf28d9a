import { Navigate } from "react-router";
import { Starting } from "../app/Starting.js";
import { type Texts, useText } from "../text/language.js";
import { useProblemText } from "../ui/problem.js";
import { NewSpace } from "./NewSpace.js";
import { useSpaces } from "./spaces.js";

const texts: Texts<{ none: string; why: string; retry: string }> = {
  en: {
    none: "You are in no space yet",
    why: "Make one of your own, or have somebody invite you: an invite comes to your inbox.",
    retry: "Try again",
  },
  de: {
    none: "Du bist noch in keinem Raum",
    why: "Lege einen an, oder lass dich einladen: Einladungen kommen in deinen Posteingang.",
    retry: "Noch einmal",
  },
};

/** Where the app begins: the first of the user's spaces. */
export function FirstSpace() {
  const text = useText(texts);
  const problemText = useProblemText();
  const { data, error, refetch } = useSpaces();
  const [first] = data ?? [];
  if (first) return <Navigate to={`/spaces/${first.id}/chat`} replace />;
  if (error)
    return (
      <div className="empty">
        <p role="alert">{problemText(error)}</p>
        <button className="button" onClick={() => void refetch()}>
          {text.retry}
        </button>
      </div>
    );
  if (!data) return <Starting />;
  return (
    <div className="empty">
      <h1>{text.none}</h1>
      <p>{text.why}</p>
      <NewSpace className="button primary" />
    </div>
  );
}
