import type { EventSeen, HistoryRecord } from "./history.js";

/** What a server without faults of its own does, at its simplest: its histories are the ones to accept. */
export type Step =
  | { type: "post"; channel: string; outcome: Outcome }
  | { type: "deliver"; watcher: string; count: number }
  | { type: "kill"; watcher: string }
  | { type: "connect"; watcher: string }
  | { type: "revoke"; watcher: string; channel: string };

export const outcomes = [
  "accepted",
  "accepted-on-retry",
  "accepted-after-429",
  "unanswered-yet-done",
  "unanswered-yet-done-then-429",
  "unanswered-not-done",
  "refused",
  /** Not a post at all: a read receipt, say. */
  "other-event",
] as const;
export type Outcome = (typeof outcomes)[number];

export const subscriptions: Readonly<Record<string, readonly string[]>> = {
  w1: ["a", "b"],
  w2: ["b"],
  w3: ["a", "b"],
};
export const revocationMs = 1000;

interface Watcher {
  readonly name: string;
  /** Where it stands in the channels that it may read; undefined until it was connected. */
  readonly positions: Map<string, number | undefined>;
  connection: string | undefined;
}

/**
 * Plays the steps, then lets every watcher catch up, and writes down what was seen. `keeps` is the ring buffer's size;
 * the log is written down as it is in the end, or all of it, as by somebody who watched it grow.
 */
export function play(steps: readonly Step[], keeps: number, log: "kept" | "all" = "kept"): HistoryRecord[] {
  const world = new World(keeps);
  for (const step of steps) world.take(step);
  return world.finish(log === "all" ? Infinity : keeps);
}

class World {
  private readonly history: HistoryRecord[] = [];
  private readonly logs = new Map<string, EventSeen[]>();
  private readonly watchers = new Map<string, Watcher>();
  private now = 0;
  private ids = 0;

  constructor(private readonly keeps: number) {
    for (const [name, channels] of Object.entries(subscriptions)) {
      const positions = new Map(channels.map((channel) => [channel, undefined]));
      this.watchers.set(name, { name, positions, connection: undefined });
    }
  }

  take(step: Step): void {
    this.now += 10;
    switch (step.type) {
      case "post":
        return this.post(step.channel, step.outcome);
      case "deliver":
        return this.eachWatcher(step.watcher, (watcher) => this.deliver(watcher, step.count));
      case "kill":
        return this.eachWatcher(step.watcher, (watcher) => this.kill(watcher));
      case "connect":
        return this.eachWatcher(step.watcher, (watcher) => this.connect(watcher));
      case "revoke":
        return this.eachWatcher(step.watcher, (watcher) => this.revoke(watcher, step.channel));
    }
  }

  finish(logged: number): HistoryRecord[] {
    for (const watcher of this.watchers.values()) {
      this.connect(watcher);
      this.deliver(watcher, Infinity);
    }
    for (const log of this.logs.values()) {
      for (const event of log.slice(-logged)) this.history.push({ type: "logged", at: this.now, ...event });
    }
    return this.history;
  }

  private post(channel: string, outcome: Outcome): void {
    const id = this.ids++;
    const post = { channel, attemptId: `post-${id}`, at: this.now };
    const append = () => this.append({ channel, attemptId: post.attemptId, messageId: `message-${id}` });
    const accept = () => {
      const { seq } = append();
      this.history.push({ type: "accepted", ...post, seq, messageId: `message-${id}` });
    };
    switch (outcome) {
      case "accepted":
        return accept();
      case "accepted-on-retry":
        this.history.push({ type: "attempted", ...post });
        return accept();
      case "accepted-after-429":
        this.history.push({ type: "refused", ...post });
        return accept();
      case "unanswered-yet-done":
        append();
        this.history.push({ type: "attempted", ...post });
        return;
      case "unanswered-yet-done-then-429":
        append();
        this.history.push({ type: "attempted", ...post }, { type: "refused", ...post });
        return;
      case "unanswered-not-done":
        this.history.push({ type: "attempted", ...post });
        return;
      case "refused":
        this.history.push({ type: "refused", ...post });
        return;
      case "other-event":
        this.append({ channel });
    }
  }

  private append(event: Omit<EventSeen, "seq" | "eventId">): EventSeen {
    const log = this.logOf(event.channel);
    const logged = { ...event, seq: log.length + 1, eventId: `event-${this.ids++}` };
    log.push(logged);
    return logged;
  }

  private connect(watcher: Watcher): void {
    if (watcher.connection !== undefined) return;
    const connection = `connection-${this.ids++}`;
    watcher.connection = connection;
    const on = { watcher: watcher.name, connection, at: this.now };
    for (const [channel, position] of watcher.positions) {
      const head = this.logOf(channel).length;
      const isResumed = position !== undefined && position >= head - this.keeps;
      const start = isResumed ? "resumed" : position === undefined ? "live" : "reset";
      const from = isResumed ? position : head;
      this.history.push({ type: "connected", ...on, channel, start, from, head });
      if (start === "reset") this.history.push({ type: "reset", ...on, channel, head });
      watcher.positions.set(channel, from);
    }
  }

  private deliver(watcher: Watcher, count: number): void {
    for (let done = 0, more = true; more && done < count; done++) {
      more = [...watcher.positions.keys()].filter((channel) => this.deliverNext(watcher, channel)).length > 0;
    }
  }

  private deliverNext(watcher: Watcher, channel: string): boolean {
    const { name, connection, positions } = watcher;
    const log = this.logOf(channel);
    const position = positions.get(channel) ?? log.length;
    const event = log[position];
    if (connection === undefined || event === undefined) return false;
    const on = { watcher: name, connection, channel, at: this.now };
    const isGone = event.seq <= log.length - this.keeps;
    if (isGone) this.history.push({ type: "reset", ...on, head: log.length });
    else this.history.push({ type: "delivered", ...on, ...event });
    positions.set(channel, isGone ? log.length : event.seq);
    return true;
  }

  private kill(watcher: Watcher): void {
    const { name, connection } = watcher;
    if (connection === undefined) return;
    this.history.push({ type: "disconnected", watcher: name, connection, at: this.now });
    watcher.connection = undefined;
  }

  /** One event may be under way. */
  private revoke(watcher: Watcher, channel: string): void {
    if (!watcher.positions.has(channel)) return;
    this.history.push({ type: "revoked", watcher: watcher.name, channel, at: this.now });
    this.now += revocationMs;
    this.deliverNext(watcher, channel);
    watcher.positions.delete(channel);
  }

  private eachWatcher(name: string, act: (watcher: Watcher) => void): void {
    const watcher = this.watchers.get(name);
    if (watcher) act(watcher);
  }

  private logOf(channel: string): EventSeen[] {
    const log = this.logs.get(channel) ?? [];
    this.logs.set(channel, log);
    return log;
  }
}
