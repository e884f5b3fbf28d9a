import { useQuery } from "@tanstack/react-query";
import { Award, Megaphone } from "lucide-react";
import { Link, useLocation } from "react-router";
import { allPages } from "../api/allPages.js";
import { useApi } from "../api/useApi.js";
import { NotFound } from "../app/NotFound.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Loading } from "../ui/Loading.js";
import { useTitle } from "../ui/useTitle.js";
import { inboxTexts } from "./texts.js";

/** What is told whole: it leads to itself, and stands in the inbox until it ends. */
export default function NoticePage({ type }: { type: "achievement" | "system_alert" }) {
  const { pathname } = useLocation();
  const text = useText(inboxTexts);
  const times = useTimes();
  const { inbox } = useApi();
  const { data, isPending } = useQuery({
    queryKey: ["inbox", "of type", type],
    queryFn: async () => {
      const all = [false, true].map((archived) =>
        allPages((at) => inbox.list({ type, limit: 100, ...(archived && { archived }), ...at }), 3),
      );
      return (await Promise.all(all)).flat();
    },
  });
  const item = data?.find(({ actionUrl }) => actionUrl === pathname);
  useTitle(item?.title ?? text.title);
  if (!isPending && !item) return <NotFound />;
  const Icon = type === "achievement" ? Award : Megaphone;
  return (
    <div className="page narrow">
      {item ? (
        <article className="card notice-page" data-type={type}>
          <Icon aria-hidden="true" />
          <h1>{readable(item.title)}</h1>
          {item.body !== "" && <p>{readable(item.body)}</p>}
          <time className="muted" dateTime={item.timestamp}>
            {times.full(item.timestamp)}
          </time>
          <Link className="button" to="/notifications">
            {text.all}
          </Link>
        </article>
      ) : (
        <Loading rows={2} />
      )}
    </div>
  );
}
