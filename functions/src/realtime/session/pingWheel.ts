import type { Clock } from "../../platform/clock.js";
import { toTimestamp } from "../../platform/clock.js";
import { TimerWheel } from "../../platform/concurrency/timerWheel.js";
import type { Random } from "../../platform/ids.js";
import type { Encoded } from "../hub/batch.js";
import type { ClientSession } from "./clientSession.js";
import type { IdleSessions } from "./ending/idleSessions.js";
import { controlMessage, type Encoding } from "./transport.js";

/** Pings of one moment, by encoding and channels: sessions that have both in common share the bytes. */
type Pings = Map<Encoding, Map<string, Encoded>>;

/** The pings and the lifetimes of all sessions, spread over the ping interval. */
export class PingWheel {
  private readonly wheel: TimerWheel<ClientSession>;
  /** The wheel looks once an interval; what ends sooner gets a timer of its own. */
  private readonly timers = new Map<ClientSession, NodeJS.Timeout>();

  constructor(
    private readonly pingMs: number,
    private readonly clock: Clock,
    random: Random,
    private readonly headOf: (channel: string) => number,
    private readonly idle: IdleSessions,
  ) {
    this.wheel = new TimerWheel(pingMs, random, (sessions) => this.tick(sessions));
  }

  add(session: ClientSession): void {
    const left = session.options.endsAt - this.clock.now();
    if (!session.poll && left > this.pingMs) this.wheel.add(session);
    else
      this.timers.set(
        session,
        setTimeout(() => session.expire(), Math.max(0, left)),
      );
  }

  remove(session: ClientSession): void {
    const timer = this.timers.get(session);
    if (!timer) this.wheel.remove(session);
    clearTimeout(timer);
    this.timers.delete(session);
  }

  close(): void {
    this.wheel.close();
  }

  private tick(sessions: Iterable<ClientSession>): void {
    const now = this.clock.now();
    const pings: Pings = new Map();
    for (const session of sessions) {
      // The next look comes one interval later: that would be too late.
      if (session.options.endsAt - now < this.pingMs) session.expire();
      else if (this.idle.isIdle(session, now)) session.end("idle");
      else {
        session.ping(this.pingFor(session, now, pings));
        this.idle.pinged(session);
      }
    }
  }

  private pingFor({ channels, transport: { encoding } }: ClientSession, now: number, pings: Pings): Encoded {
    const key = channels.join(" ");
    const encoded = pings.get(encoding) ?? new Map<string, Encoded>();
    pings.set(encoding, encoded);
    const known = encoded.get(key);
    if (known) return known;
    const heads = Object.fromEntries(channels.map((name) => [name, this.headOf(name)]));
    const ping = encoding.messages([controlMessage("ping", { at: toTimestamp(now), heads })]);
    encoded.set(key, ping);
    return ping;
  }
}
