import { bindLive, createCaller, createSSEClient, newKey } from "@firecast/client";
import type { Pin, TemplateVars } from "@firecast/contract/pins";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { PinOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { Link, useParams } from "react-router";
import { pinCallsOf } from "../api/pins.js";
import { streamUrl } from "../app/environment.js";
import { Starting } from "../app/Starting.js";
import { fetchAsApp } from "../appCheck/appCheck.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { Empty } from "../ui/Empty.js";
import { useTitle } from "../ui/useTitle.js";
import { pinTexts } from "./texts.js";
import { Variables, withVars } from "./Variables.js";

/** Without a user: a public page needs no account. */
const calls = pinCallsOf(createCaller({ request: fetchAsApp, newKey }));

/** A published pin, live, for everybody who has its link. */
export default function PublicPinPage() {
  const { pinId = "" } = useParams();
  const text = useText(pinTexts);
  const queries = useQueryClient();
  const queryKey = ["public pin", pinId];
  const { data: pin, error } = useQuery({
    queryKey,
    queryFn: async () => {
      const pin = await calls.get(pinId);
      await calls.view(pinId).catch(() => undefined); // a figure, nothing more
      return pin;
    },
    retry: false,
  });
  useTitle(pin?.title ?? text.title);
  const root = useRef<HTMLDivElement>(null);
  const isKnown = pin !== undefined;
  useEffect(() => {
    if (!isKnown || !root.current) return;
    const address = `${streamUrl ?? ""}/api/sse/stream?${new URLSearchParams({ pinId }).toString()}`;
    const source = createSSEClient(address, { credentials: "omit" });
    const unbind = bindLive(root.current, { source, pinId });
    source.on("pin:content_updated", (data) => {
      if (!hasVars(data)) return;
      queries.setQueryData<Pin>(["public pin", pinId], (known) =>
        known ? { ...known, templateVars: withVars(known.templateVars, data.updatedVars) } : known,
      );
    });
    source.on(
      "pin:status_changed",
      () => void queries.invalidateQueries({ queryKey: ["public pin", pinId] }),
    );
    return () => {
      unbind();
      source.close();
    };
  }, [isKnown, pinId, queries]);
  if (error)
    return (
      <main>
        <Empty icon={PinOff} title={text.gone}>
          <p>{text.goneWhy}</p>
        </Empty>
      </main>
    );
  if (!pin) return <Starting />;
  return (
    <main className="public-pin">
      <article className="card">
        <header className="page-head">
          <h1>{readable(pin.title)}</h1>
          <span className="tag" data-tone="good">
            {text.live}
          </span>
        </header>
        <div ref={root}>
          <Variables vars={pin.templateVars} />
        </div>
      </article>
      <p className="muted">
        <Link to="/">{text.madeWith}</Link>
      </p>
    </main>
  );
}

const hasVars = (data: unknown): data is { updatedVars: TemplateVars } =>
  typeof data === "object" && data !== null && "updatedVars" in data;
