import type { ChannelKind, EventSpec } from "@firecast/contract/core/channelKind";
import { WireEvent } from "@firecast/contract/core/events";
import { z } from "zod";
import { type ApiSchemas, apiSchemas } from "./apiSchemas.js";
import { exampleOf } from "./exampleOf.js";
import { appCheckScheme } from "./appCheckScheme.js";
import { sampleOf } from "./samples.js";

const schemes = {
  bearer: { type: "http", scheme: "bearer", bearerFormat: "Firebase ID token" },
  session: { type: "httpApiKey", in: "cookie", name: "__session" },
  appCheck: appCheckScheme("httpApiKey"),
  ticket: { type: "httpApiKey", in: "query", name: "ticket", description: "Opens one stream within 60 s." },
} as const;

/**
 * AsyncAPI 3.0 of the kinds of channels, derived from their schemas (https://www.asyncapi.com/docs/reference/specification/v3.0.0):
 * what a client is sent of each, over whichever transport.
 */
export function asyncApi(kinds: readonly ChannelKind[], version: string) {
  const schemas = apiSchemas("draft-7");
  const channels = Object.fromEntries(kinds.map((kind) => [idOf(kind.name), channel(kind, schemas)]));
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Firecast",
      version,
      description: "The channels: open GET /api/sse/stream?channels=, or say subscribe over /api/ws.",
    },
    defaultContentType: "application/json",
    servers: {
      api: {
        host: "{host}",
        pathname: "/api/sse/stream",
        protocol: "https",
        variables: { host: { default: "localhost:5000", description: "Where the API is served." } },
        security: Object.keys(schemes).map((name) => ({ $ref: `#/components/securitySchemes/${name}` })),
      },
    },
    channels,
    operations: Object.fromEntries(
      Object.keys(channels).map((id) => [
        `send.${id}`,
        { action: "send", channel: { $ref: `#/channels/${id}` }, summary: "What subscribers get" },
      ]),
    ),
    components: { securitySchemes: schemes, schemas: schemas.shared },
  };
}

/** Slashes and braces cannot be in an id. */
const idOf = (name: string): string => name.replaceAll("/", ".").replaceAll(/[{}]/g, "");

function channel(kind: ChannelKind, schemas: ApiSchemas): object {
  const params = [...kind.name.matchAll(/\{(\w+)\}/g)].map(([, param = ""]) => param);
  const events = Object.entries(kind.events);
  return {
    address: kind.name,
    description: kind.history > 0 ? `Keeps its newest ${kind.history} events.` : "Keeps nothing.",
    ...(params.length > 0 && {
      parameters: Object.fromEntries(
        params.map((param) => [param, { description: `An id: ${param}`, examples: [sampleOf(param)] }]),
      ),
    }),
    messages: Object.fromEntries(
      events.map(([type, event]) => [type.replaceAll(":", "."), message(kind, type, event, schemas)]),
    ),
  };
}

function message({ name }: ChannelKind, type: string, event: EventSpec, schemas: ApiSchemas): object {
  const envelope = WireEvent.extend({ type: z.literal(type), data: event.data });
  const seq = event.durable ? envelope.required({ seq: true }) : envelope.omit({ seq: true });
  const named = name.replace(/\{(\w+)\}/g, (_, param: string) => sampleOf(param));
  return {
    name: type,
    title: type,
    summary: event.durable ? "Durable: has a seq, and can be resumed" : "Ephemeral: for who is connected",
    payload: schemas.of(seq, "output"),
    examples: [{ payload: exampleOf(seq.extend({ channel: z.literal(named) }), "output") }],
  };
}
