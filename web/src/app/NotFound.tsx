import { Link } from "react-router";
import { type Texts, useText } from "../text/language.js";
import { useTitle } from "../ui/useTitle.js";

const texts: Texts<{ title: string; why: string; home: string }> = {
  en: {
    title: "Nothing here",
    why: "The page does not exist, or it is not for you to see.",
    home: "To your spaces",
  },
  de: {
    title: "Hier ist nichts",
    why: "Die Seite gibt es nicht, oder du darfst sie nicht sehen.",
    home: "Zu deinen Räumen",
  },
};

export function NotFound() {
  const text = useText(texts);
  useTitle(text.title);
  return (
    <div className="empty">
      <h1>{text.title}</h1>
      <p>{text.why}</p>
      <Link className="button primary" to="/">
        {text.home}
      </Link>
    </div>
  );
}
