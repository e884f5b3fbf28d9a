import type { Server as Engine, Socket as Connection } from "engine.io";
import type { Clock } from "../../../platform/clock.js";
import type { Log } from "../../../platform/log.js";
import type { Settings } from "../../../platform/params.js";
import { afterOneMore } from "../messageRate.js";
import { bytesOf, unsentOn } from "./unsent.js";

export interface LimitPacketsDeps {
  clock: Clock;
  log: Log;
  settings: Pick<Settings, "rateFactor" | "queueBytes">;
}

/** Packets for each message of a client: its attachments, and what Engine.IO says by itself. */
const packetsPerMessage = 4;

/** To add up what waits costs the more the more waits: so it is done for one of so many packets. */
const packetsPerLook = 16;

/**
 * A client that floods the connection with what is no message, such as pongs and attachments, is cut off; so is one that does not
 * read what Engine.IO sends it (backpressure): what the backend says to rooms, and all in namespaces, passes by the queue of a session.
 */
export function limitPackets(engine: Engine, { clock, log, settings }: LimitPacketsDeps): void {
  /** Called before each packet that Engine.IO sends. No closure: an idle connection has none of its own for this. */
  function cutOffIfSlow(this: Connection): void {
    const unsent = unsentOn(this);
    const { length } = unsent;
    if (length === 0 || length % packetsPerLook > 0 || bytesOf(unsent) <= settings.queueBytes) return;
    log.info("socket.stalled", { packets: length });
    this.close(true);
  }
  engine.on("connection", (connection: Connection) => {
    let spentUntil = 0;
    connection.on("packetCreate", cutOffIfSlow);
    connection.on("packet", () => {
      const spent = afterOneMore(spentUntil, clock.now(), packetsPerMessage * settings.rateFactor);
      spentUntil = spent ?? spentUntil;
      if (spent !== undefined || connection.readyState !== "open") return;
      log.info("socket.flooded", {});
      connection.close(true);
    });
  });
}
