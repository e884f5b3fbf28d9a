import { SocketRequest } from "@firecast/contract/sockets";
import type { RawData } from "ws";
import type { User } from "../../../platform/auth/user.js";
import { seconds } from "../../../platform/clock.js";
import { jsonOf } from "../../../platform/http/body.js";
import { check } from "../../../platform/http/endpoint.js";
import { toProblem } from "../../../platform/http/problems.js";
import { Problem } from "../../../platform/problems.js";
import type { Encoded } from "../../hub/batch.js";
import type { ClientSession } from "../../session/clientSession.js";
import { replaysOf } from "../../session/replays.js";
import { errorMessage } from "../../session/transport.js";
import { closeCodeFor, closeCodes } from "../../transports/webSocket/closeCodes.js";
import { webSocketEncoding } from "../../transports/webSocket/webSocketEncoding.js";
import { webSocket, type WebSocketSink } from "../../transports/webSocket/webSocketSink.js";
import { MessageRate } from "../messageRate.js";
import type { SocketDeps } from "../socketDeps.js";
import type { Connecting } from "../whoConnects.js";
import { act } from "./act.js";
import { failed } from "./answers.js";

export interface ConnectionDeps extends SocketDeps {
  /** Counts a connection without an account until it closes. @throws Problem `rate_limited` */
  countVisitor(key: string, sink: WebSocketSink): void;
}

/** Messages that wait for their turn before nothing more is read of the connection. */
const mostWaiting = 32;

/** Who has brought no proof of identity shall say within that time who it is, or what it wants without one. */
const speaksWithin = seconds(10);

/** One client of `/api/ws`. Its messages are worked on one after the other, and wait until it is known who it is. */
export class Connection {
  /** Undefined until it is known who connects. */
  session: ClientSession | undefined;
  /** Whom it counts for as long as it has not said who it is. */
  private visitor: string | undefined;
  private turn: Promise<void>;
  private waiting = 0;
  private readonly rate: MessageRate;

  constructor(
    readonly sink: WebSocketSink,
    readonly deps: ConnectionDeps,
    connecting: Promise<Connecting>,
  ) {
    this.rate = new MessageRate(deps.clock, deps.settings.rateFactor);
    this.turn = connecting.then((who) => this.admit(who)).catch((error: unknown) => this.refuse(error));
    sink.client
      .on("message", (data, isBinary) => this.receive(data, isBinary))
      .on("ping", () => void this.hears())
      .on("pong", () => sink.hears())
      .on("error", ignore); // `ws` closes with the code that says what was wrong
  }

  get isOpen(): boolean {
    return this.sink.client.readyState === this.sink.client.OPEN;
  }

  async begin(user: User | undefined, key: string): Promise<void> {
    const { sessions, limits } = this.deps;
    this.visitor = undefined;
    if (!user) this.deps.countVisitor(key, this.sink);
    // Of its user's other connections, and of rights that are taken away.
    await sessions.listen([]);
    const replays = replaysOf(key, limits);
    const begin = { type: "live", history: 0 } as const;
    this.session = await sessions.serve(webSocket(this.sink), { user, channels: [], begin, replays });
  }

  /** An answer: like all that is sent it counts for the budgets of the session. */
  say(encoded: Encoded): void {
    if (this.session) this.session.write(encoded);
    else this.sink.write(encoded);
  }

  /** Ends for good: the client hears what is wrong. */
  refuse(error: unknown): void {
    const problem = toProblem(error);
    if (problem.status >= 500) this.deps.log.error("socket.failed", error);
    if (this.session) this.session.refuse(problem.document());
    else {
      this.sink.write(webSocketEncoding.messages([errorMessage(problem.document())]));
      this.sink.client.close(closeCodeFor(problem.status), problem.code);
    }
  }

  private async admit({ caller, key, isUnknown }: Connecting): Promise<void> {
    if (!isUnknown) return this.begin(caller.type === "user" ? caller.user : undefined, key);
    this.visitor = key;
    const timer = setTimeout(() => {
      if (this.visitor !== undefined) this.refuse(new Problem("unauthenticated"));
    }, speaksWithin);
    timer.unref();
    return undefined;
  }

  private receive(data: RawData, isBinary: boolean): void {
    if (!this.hears()) return;
    const { client } = this.sink;
    if (isBinary || !Buffer.isBuffer(data)) {
      client.close(closeCodes.unsupportedData, "send JSON as text");
      return;
    }
    if (++this.waiting === mostWaiting) client.pause();
    this.turn = this.turn.then(async () => {
      await this.work(data);
      if (--this.waiting < mostWaiting && client.isPaused) client.resume();
    });
  }

  /** False for a client that says too much: it is sent away. */
  private hears(): boolean {
    this.sink.hears();
    if (this.rate.take()) return true;
    if (this.session) this.session.end("rate_limited");
    else this.refuse(new Problem("rate_limited"));
    return false;
  }

  /** Never rejects. */
  private async work(data: Buffer): Promise<void> {
    if (!this.isOpen) return;
    let id: SocketRequest["id"];
    try {
      const message = jsonOf(data, "application/json");
      id = idOf(message);
      const request = check(SocketRequest, message, "body");
      if (this.visitor !== undefined && request.type !== "auth:refresh")
        await this.begin(undefined, this.visitor);
      await act(this, request);
    } catch (error) {
      if (toProblem(error).status >= 500) this.deps.log.error("socket.request.failed", error);
      if (this.isOpen) this.say(failed(id, error));
    }
  }
}

const ignore = (): void => undefined;

/** Of a message that is otherwise wrong, too, so that its sender knows which. */
const idOf = (message: unknown): SocketRequest["id"] => RequestIn.safeParse(message).data?.id;
const RequestIn = SocketRequest.options[3].pick({ id: true });
