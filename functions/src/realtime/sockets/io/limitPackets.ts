import type { Server as Engine, Socket as Connection } from "engine.io";
import type { Clock } from "../../../platform/clock.js";
import type { Log } from "../../../platform/log.js";
import type { Settings } from "../../../platform/params.js";
import { afterOneMore } from "../messageRate.js";

export interface LimitPacketsDeps {
  clock: Clock;
  log: Log;
  settings: Pick<Settings, "rateFactor">;
}

/** Packets for each message of a client: its attachments, and what Engine.IO says by itself. */
const packetsPerMessage = 4;

/** A client that floods the connection with what is no message, such as pongs and attachments, is cut off. */
export function limitPackets(engine: Engine, { clock, log, settings }: LimitPacketsDeps): void {
  engine.on("connection", (connection: Connection) => {
    let spentUntil = 0;
    connection.on("packet", () => {
      const spent = afterOneMore(spentUntil, clock.now(), packetsPerMessage * settings.rateFactor);
      spentUntil = spent ?? spentUntil;
      if (spent !== undefined || connection.readyState !== "open") return;
      log.info("socket.flooded", {});
      connection.close(true);
    });
  });
}
