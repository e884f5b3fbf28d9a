import { WireEvent } from "@firecast/contract/core/events";
import type { TestInstance } from "../support/testInstance.js";

/** The ephemeral events that the instance has told the bus about a channel, in order. */
export const signalsOn = ({ sent }: TestInstance, channel: string): WireEvent[] =>
  sent.flatMap((message) =>
    message.type === "ephemeral" && message.channel === channel
      ? message.events.map(({ wire }) => WireEvent.parse(JSON.parse(wire)))
      : [],
  );
