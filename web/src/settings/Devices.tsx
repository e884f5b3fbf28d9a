import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Laptop, Smartphone, Trash2 } from "lucide-react";
import { useEffect } from "react";
import { pushCalls } from "../api/operations.js";
import { useCalls } from "../api/useCalls.js";
import { usePush } from "../push/PushProvider.js";
import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { useAttempt } from "../ui/useAttempt.js";
import { useNow } from "../ui/useNow.js";
import { pushTexts } from "./pushTexts.js";

const queryKey = ["devices"];

/** Where pushes go, and whether this browser is one of them. */
export function Devices() {
  const text = useText(pushTexts);
  const times = useTimes();
  const now = useNow();
  const push = usePush();
  useEffect(push.load, [push.load]);
  const calls = useCalls(pushCalls);
  const queries = useQueryClient();
  const attempt = useAttempt();
  const { data, isSuccess } = useQuery({ queryKey, queryFn: () => calls.devices() });
  const devices = data?.items ?? [];
  const act = (what: () => Promise<unknown>): void =>
    void attempt(what).then(() => queries.invalidateQueries({ queryKey }));
  return (
    <section className="card form" aria-labelledby="devices">
      <h2 id="devices">{text.devices}</h2>
      <div className="spread" role="status">
        <span>{push.state && text.states[push.state]}</span>
        {push.state === "off" && (
          <button className="button small primary" onClick={() => act(push.enable)}>
            {text.turnOn}
          </button>
        )}
        {push.state === "on" && (
          <button className="button small" onClick={() => act(push.disable)}>
            {text.turnOff}
          </button>
        )}
      </div>
      {isSuccess && devices.length === 0 && <p className="muted">{text.noDevices}</p>}
      <ul className="feeds">
        {devices.map(({ id, platform, appVersion, lastSeenAt }) => {
          const isThis = id === push.deviceId;
          const name = text.platforms[platform];
          return (
            <li key={id}>
              {platform === "web" ? <Laptop aria-hidden="true" /> : <Smartphone aria-hidden="true" />}
              <span className="agenda-main">
                <b>
                  {name}
                  {isThis && `, ${text.thisOne}`}
                </b>
                <small className="muted">
                  {[appVersion, text.seen(times.ago(lastSeenAt, now))].filter(Boolean).join(" · ")}
                </small>
              </span>
              <button
                className="icon-button"
                aria-label={text.remove(name)}
                title={text.remove(name)}
                onClick={() => act(isThis ? push.disable : () => calls.removeDevice(id))}
              >
                <Trash2 aria-hidden="true" />
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
