import type { Environment } from "../environment/environment.js";
import type { Transport } from "../stream/link.js";

/** A network that holds streams back does so for a while. */
const streamsRestMs = 600_000;
/** A function that is restarted is back soon: sockets are tried again after 30 s, then twice as long each time. */
const socketsRestMs = 30_000;

/** Which transport to open. What was found not to pass is left out for a time: the network is the same for all pools. */
export class Ladder {
  #socketFailures = 0;
  readonly #restsUntil = { socket: 0, stream: 0, poll: 0 };

  constructor(
    private readonly now: Environment["now"],
    private readonly hasSockets: boolean,
  ) {}

  get best(): Transport {
    const isOpen = (transport: Transport): boolean => this.#restsUntil[transport] <= this.now();
    if (this.hasSockets && isOpen("socket")) return "socket";
    return isOpen("stream") ? "stream" : "poll";
  }

  /** The network may be another one. */
  forgive(): void {
    this.#socketFailures = this.#restsUntil.socket = this.#restsUntil.stream = 0;
  }

  /** It does not get through. */
  leave(transport: Transport): void {
    const ms =
      transport === "socket"
        ? Math.min(streamsRestMs, socketsRestMs * 2 ** this.#socketFailures++)
        : streamsRestMs;
    this.#restsUntil[transport] = this.now() + ms;
  }

  connected(transport: Transport): void {
    if (transport === "socket") this.#socketFailures = 0;
  }

  /** When sockets are to be tried beside a stream, ms from now; undefined where they are not wanted. Polls end by themselves. */
  climbsAfter(transport: Transport): number | undefined {
    if (!this.hasSockets || transport !== "stream") return undefined;
    return Math.max(0, this.#restsUntil.socket - this.now());
  }
}
