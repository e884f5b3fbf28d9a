import type { Socket } from "socket.io";
import type { Clock } from "../../../platform/clock.js";
import type { Settings } from "../../../platform/params.js";
import type { Measured } from "../../measured.js";
import type { ClientSession } from "../../session/clientSession.js";
import { afterOneMore } from "../messageRate.js";
import { unsentOn } from "./unsent.js";

export interface HearCallsDeps {
  readonly clock: Clock;
  readonly measured?: Pick<Measured, "received"> | undefined;
  readonly settings: Pick<Settings, "rateFactor">;
}

/** Packets that Engine.IO holds for a client. What it holds is not among the bytes that wait for the connection. */
const mostUnsent = 200;

/**
 * Hands each call of a client to `answer`, which never rejects, and acknowledges it with what that gives. A call without an
 * acknowledgement is told of its problem by an event `error`. A client that says too much is sent away, and so is one that asks
 * on without taking the answers (backpressure).
 */
export function hearCalls(
  { clock, measured, settings }: HearCallsDeps,
  of: { readonly socket: Socket; readonly session: Pick<ClientSession, "end"> },
  answer: (type: string, args: readonly unknown[]) => Promise<object>,
): void {
  let spentUntil = 0;
  of.socket.onAny((type: string, ...args: unknown[]) => {
    measured?.received("socket_io");
    const spent = afterOneMore(spentUntil, clock.now(), settings.rateFactor);
    if (spent === undefined) return of.session.end("rate_limited");
    spentUntil = spent;
    if (unsentOn(of.socket.conn).length > mostUnsent) return of.session.end("slow_reader");
    const last = args.at(-1);
    const acknowledge = isAcknowledgement(last) ? last : undefined;
    void answer(type, acknowledge ? args.slice(0, -1) : args).then((told) => {
      if (acknowledge) acknowledge(told);
      else if (!("ok" in told)) of.socket.emit("error", told);
    });
  });
}

const isAcknowledgement = (last: unknown): last is (told: object) => void => typeof last === "function";
