import { useRealtimeContext } from "@firecast/react";
import { useEffect, useRef, useState } from "react";
import { isLocal } from "../app/environment.js";
import { type Texts, useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { type ChaosNetwork, chaosNetwork, type Weather } from "./network.js";
import { useProbe } from "./useProbe.js";
import type { Tally } from "./tally.js";

interface ChaosTexts {
  readonly title: string;
  readonly why: string;
  readonly begin: string;
  readonly end: string;
  readonly counts: Readonly<Record<keyof Tally, string>>;
  readonly cut: string;
  readonly delay: string;
  readonly drop: string;
  readonly freeze: string;
  readonly offline: string;
  readonly expire: string;
  readonly kill: string;
}

const texts: Texts<ChaosTexts> = {
  en: {
    title: "Chaos",
    why: "Make the network bad, and see that nothing is lost: the page tells itself something every second.",
    begin: "Begin",
    end: "End",
    counts: { sent: "sent", seen: "seen", missed: "missed", doubled: "doubled" },
    cut: "Cut the stream",
    delay: "Two seconds late",
    drop: "Lose a third",
    freeze: "Freeze",
    offline: "Offline",
    expire: "Expire the token",
    kill: "Kill the server",
  },
  de: {
    title: "Chaos",
    why: "Mach das Netz schlecht und sieh, dass nichts verloren geht: Die Seite sagt sich jede Sekunde etwas.",
    begin: "Anfangen",
    end: "Beenden",
    counts: { sent: "gesendet", seen: "gesehen", missed: "verpasst", doubled: "doppelt" },
    cut: "Stream kappen",
    delay: "Zwei Sekunden zu spät",
    drop: "Ein Drittel verlieren",
    freeze: "Einfrieren",
    offline: "Offline",
    expire: "Token ablaufen lassen",
    kill: "Server töten",
  },
};

/** Lasting ones are switched; the others happen once. */
const lasting = [
  { name: "delay", on: { delayMs: 2000 }, off: { delayMs: 0 } },
  { name: "drop", on: { lostPercent: 33 }, off: { lostPercent: 0 } },
  { name: "freeze", on: { isFrozen: true }, off: { isFrozen: false } },
  { name: "offline", on: { isOffline: true }, off: { isOffline: false } },
] as const satisfies readonly { name: string; on: Partial<Weather>; off: Partial<Weather> }[];

type Lasting = (typeof lasting)[number]["name"];

/** Shows that nothing is lost on a network that is as bad as the user likes. It is well again when the menu is closed. */
export default function ChaosMenu() {
  const text = useText(texts);
  const times = useTimes();
  const [isRunning, setIsRunning] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<Lasting>>(new Set());
  const network = useRef<ChaosNetwork>(undefined);
  const tally = useProbe(isRunning);
  useEffect(() => () => network.current?.calm(), []);
  const { realtime } = useRealtimeContext();
  const begin = (): void => {
    network.current = chaosNetwork(fetch, (fetch) => (globalThis.fetch = fetch));
    // The stream that is open was not opened through it.
    realtime.disconnect();
    realtime.connect();
    setIsRunning(true);
  };
  const end = (): void => {
    network.current?.calm();
    setChosen(new Set());
    setIsRunning(false);
  };
  const turn = (name: Lasting): void => {
    const next = new Set(chosen);
    const act = lasting.find((one) => one.name === name);
    if (!act) return;
    if (next.delete(name)) network.current?.set(act.off);
    else {
      next.add(name);
      network.current?.set(act.on);
    }
    setChosen(next);
  };
  return (
    <section className="chaos" aria-labelledby="chaos">
      <h3 id="chaos">{text.title}</h3>
      <p className="muted">{text.why}</p>
      <dl className="chaos-counts" role="status">
        {(["sent", "seen", "missed", "doubled"] as const).map((name) => (
          <div key={name} data-count={name} data-bad={name !== "sent" && name !== "seen" && tally[name] > 0}>
            <dd>{times.number(tally[name])}</dd>
            <dt>{text.counts[name]}</dt>
          </div>
        ))}
      </dl>
      {isRunning ? (
        <>
          <div className="chips">
            {lasting.map(({ name }) => (
              <button key={name} className="chip" aria-pressed={chosen.has(name)} onClick={() => turn(name)}>
                {text[name]}
              </button>
            ))}
          </div>
          <div className="row">
            <button className="button small" onClick={() => network.current?.cut()}>
              {text.cut}
            </button>
            <button className="button small" onClick={() => network.current?.expireToken()}>
              {text.expire}
            </button>
            {isLocal && (
              <button className="button small danger" onClick={killServer}>
                {text.kill}
              </button>
            )}
            <button className="button small" onClick={end}>
              {text.end}
            </button>
          </div>
        </>
      ) : (
        <button className="button small" onClick={begin}>
          {text.begin}
        </button>
      )}
    </section>
  );
}

/** `npm start` has a service for this, on loopback alone. */
function killServer(): void {
  const url = `http://${location.hostname}:${__LOCAL__.chaosPort}/kill/streams`;
  fetch(url, { method: "POST" }).catch(() => undefined); // without the service nothing is killed
}
