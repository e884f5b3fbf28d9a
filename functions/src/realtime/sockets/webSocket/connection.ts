import { SocketRequest } from "@firecast/contract/sockets";
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
import type { Hearer } from "../../transports/webSocket/heardSocket.js";
import { webSocketEncoding } from "../../transports/webSocket/webSocketEncoding.js";
import { webSocket, type WebSocketSink } from "../../transports/webSocket/webSocketSink.js";
import { afterOneMore } from "../messageRate.js";
import type { SocketDeps } from "../socketDeps.js";
import type { Connecting } from "../whoConnects.js";
import { act } from "./act.js";
import { failed } from "./answers.js";

export interface ConnectionDeps extends SocketDeps {
  /** Counts a connection without an account until it closes. @throws Problem `rate_limited` */
  countVisitor(key: string, sink: WebSocketSink): void;
}

/** What the URL of a connection says. */
export interface Wish {
  /** The connection in whose place it is opened. */
  readonly replaces?: string | undefined;
  /** An event that is in several of its channels comes in each of them, as on a stream. */
  readonly copies: boolean;
}

/** Messages that wait for their turn before nothing more is read of the connection. */
const mostWaiting = 32;

/** Who has brought no proof of identity shall say within that time who it is, or what it wants without one. */
const speaksWithin = seconds(10);

/** One client of `/api/ws`. Its messages are worked on one after the other, and wait until it is known who it is. */
export class Connection implements Hearer {
  /** Undefined until it is known who connects. */
  session: ClientSession | undefined;
  /** Whom it counts for as long as it has not said who it is. */
  private visitor: string | undefined;
  /** What is being worked on, if anything. */
  private turn: Promise<void> | undefined;
  private waiting = 0;
  /** Until then, ms since the epoch, what was said counts: see `afterOneMore`. */
  private spentUntil = 0;

  constructor(
    readonly sink: WebSocketSink,
    readonly deps: ConnectionDeps,
    connecting: Promise<Connecting>,
    private readonly wish: Wish,
  ) {
    this.turn = this.opened(connecting);
  }

  get isOpen(): boolean {
    return this.sink.client.readyState === this.sink.client.OPEN;
  }

  async begin(user: User | undefined, key: string): Promise<void> {
    const { sessions, limits } = this.deps;
    this.visitor = undefined;
    if (!user) this.deps.countVisitor(key, this.sink);
    const replays = replaysOf(key, limits);
    const begin = { type: "live", history: 0 } as const;
    const { replaces, copies } = this.wish;
    const request = { user, channels: [], begin, replays, ...(replaces !== undefined && { replaces }) };
    this.session = await sessions.serve(webSocket(this.sink, !copies), request);
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

  onMessage(data: unknown, isBinary: boolean): void {
    if (!this.hears()) return;
    const { client } = this.sink;
    if (isBinary || !Buffer.isBuffer(data)) {
      client.close(closeCodes.unsupportedData, "send JSON as text");
      return;
    }
    this.deps.measured?.received("websocket");
    if (++this.waiting === mostWaiting) client.pause();
    this.turn = this.workAfter(this.turn, data);
  }

  onPing(): void {
    this.hears();
  }

  onPong(): void {
    this.sink.hears();
  }

  onClose(): void {
    this.sink.closes();
  }

  /** Never rejects. */
  private async opened(connecting: Promise<Connecting>): Promise<void> {
    try {
      await this.admit(await connecting);
    } catch (error) {
      this.refuse(error);
    }
    if (this.waiting === 0) this.turn = undefined;
  }

  /** Never rejects. */
  private async workAfter(before: Promise<void> | undefined, data: Buffer): Promise<void> {
    const { client } = this.sink;
    await before;
    await this.work(data);
    if (--this.waiting < mostWaiting && client.isPaused) client.resume();
    if (this.waiting === 0) this.turn = undefined;
  }

  /** False for a client that says too much: it is sent away. */
  private hears(): boolean {
    this.sink.hears();
    const { clock, settings } = this.deps;
    const spentUntil = afterOneMore(this.spentUntil, clock.now(), settings.rateFactor);
    if (spentUntil !== undefined) {
      this.spentUntil = spentUntil;
      return true;
    }
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
      const { status, code } = toProblem(error);
      this.deps.measured?.objected("websocket", code);
      if (status >= 500) this.deps.log.error("socket.request.failed", error);
      if (this.isOpen) this.say(failed(id, error));
    }
  }
}

/** Of a message that is otherwise wrong, too, so that its sender knows which. */
const idOf = (message: unknown): SocketRequest["id"] => RequestIn.safeParse(message).data?.id;
const RequestIn = SocketRequest.options[3].pick({ id: true });
