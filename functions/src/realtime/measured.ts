/** What sessions were given, of all together; only grows. Plain numbers: they are counted for every delivery. */
export interface Delivered {
  events: number;
  bytes: number;
  resets: number;
}

/** What the parts of realtime tell the meters. Times in ms. */
export interface Measured {
  readonly delivered: Delivered;
  opened(transport: string): void;
  ended(transport: string, reason: string): void;
  refused(reason: string): void;
  /** A client of a socket has said something. */
  received(transport: string): void;
  /** What it said was answered with a problem. */
  objected(transport: string, code: string): void;
  /** Something was missing in a channel, and the log was asked. */
  gap(): void;
  /** This instance committed or signalled an event. */
  published(type: string, durable: boolean): void;
  readonly publishedEvents: number;
  /** How long a commit of the log took. */
  committed(ms: number): void;
  /** How old a packet of the bus was when it came. */
  heard(ms: number): void;
  /** An event was written to the streams of its channel on this instance. */
  written(event: { wire: string }): void;
}
