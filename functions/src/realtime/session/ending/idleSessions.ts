import type { ClientSession } from "../clientSession.js";

type Seen = Pick<ClientSession, "sentBytes">;

interface Activity {
  /** What the session had sent after its last ping. */
  readonly bytes: number;
  /** When it was last seen to have sent more than pings, ms since the epoch. */
  readonly at: number;
}

/** Tells sessions that had no event for long: they have sent nothing but pings. Looked at with each ping, not with each event. */
export class IdleSessions {
  private readonly activity = new WeakMap<Seen, Activity>();

  constructor(
    /** `REALTIME_STREAM_IDLE_MS`: 0 for never. */
    private readonly idleMs: number,
  ) {}

  /** To be asked before each ping. */
  isIdle(session: Seen, now: number): boolean {
    if (this.idleMs === 0) return false;
    const bytes = session.sentBytes;
    const known = this.activity.get(session);
    if (known?.bytes === bytes) return now - known.at >= this.idleMs;
    this.activity.set(session, { bytes, at: now });
    return false;
  }

  /** A ping was sent: it is no event. */
  pinged(session: Seen): void {
    const known = this.activity.get(session);
    if (known) this.activity.set(session, { ...known, bytes: session.sentBytes });
  }
}
