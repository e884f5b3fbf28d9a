import { channelOf } from "@firecast/contract/core/channel";
import { type SystemHealth, systemChannel } from "@firecast/contract/system";
import { type Clock, seconds, toTimestamp } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { ClientSession } from "../session/clientSession.js";
import type { SessionObserver } from "../session/sessionObserver.js";
import type { FigureSnapshots, InstanceFigures } from "./snapshots.js";
import { type TellDeps, tellNews } from "./tellNews.js";

interface TellHealthDeps extends TellDeps {
  snapshots: Pick<FigureSnapshots, "all">;
  clock: Clock;
  log: Log;
}

const tellEvery = seconds(30);
/** What another instance has told lately is enough; a timer may be early. */
const notSoonerThan = seconds(25);
const channel = channelOf(systemChannel, {});

/** How the deployment is: the load of the instance that has most of it, the age of the oldest, the connections of all. */
export const healthOf = (
  instances: readonly Pick<InstanceFigures, "load" | "occupancy">[],
): Omit<SystemHealth, "timestamp"> => ({
  cpu: Math.max(0, ...instances.map(({ load }) => load.cpu)),
  memory: Math.max(0, ...instances.map(({ load }) => load.memory)),
  uptime: Math.max(0, ...instances.map(({ load }) => load.uptime)),
  activeConnections: instances
    .flatMap(({ occupancy }) => occupancy)
    .reduce((sum, { clients }) => sum + clients, 0),
});

/**
 * Tells how the deployment is on `system`, every 30 s while an operator is subscribed to it on this instance. Of several
 * instances with operators one tells.
 */
export function tellHealth({ snapshots, clock, log, ...deps }: TellHealthDeps): SessionObserver {
  const watching = new Set<ClientSession>();
  let timer: NodeJS.Timeout | undefined;

  const tell = async (): Promise<void> => {
    const data = { ...healthOf(await snapshots.all()), timestamp: toTimestamp(clock.now()) };
    const event = { type: "system:health_update", data } as const;
    await tellNews(deps, channel, event, ({ at }) => clock.now() - Date.parse(at) >= notSoonerThan);
  };
  const tellOrLog = (): void =>
    void tell().catch((error: unknown) => log.warn("health.untold", { reason: String(error) }));
  const gone = (session: ClientSession): void => {
    watching.delete(session);
    if (watching.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    opened: (session) => {
      if (!session.channels.includes(channel.name)) return;
      watching.add(session);
      timer ??= setInterval(tellOrLog, tellEvery).unref();
    },
    left: (session, name) => {
      if (name === channel.name) gone(session);
    },
    closed: gone,
  };
}
