import { defineInt } from "firebase-functions/params";
import { z } from "zod";
import location from "../app/location.json" with { type: "json" };
import { contradictions } from "./contradictions.js";
import { emulatorHosts, type Env, projectIdOf } from "./project.js";

/** Where the functions run in the emulators, whatever is deployed: the Hosting emulator looks for them there. */
const demoRegion = "us-central1";

const demoCronSecret = "firecast-demo-cron";
const demoLinkSecret = "firecast-demo-links-to-durable-streams";

const demoBucket = "demo-firecast-durable-streams";

/** Where `npm start` serves an iCalendar feed. */
const demoFeedHosts = ["127.0.0.1:5030", "localhost:5030"];

/** Of all functions, and so of their queues. */
export const region = regionIn(process.env);

export function regionIn(env: Env): string {
  const isLocal = isFunctionsEmulator(env) || env["GCLOUD_PROJECT"]?.startsWith("demo-");
  return isLocal ? demoRegion : location.region;
}

/** Options of deployed functions; the Firebase CLI asks for or reads them at deploy time. */
export const streamsMinInstances = defineInt("STREAMS_MIN_INSTANCES", {
  default: 0,
  description: "Instances of `streams` kept warm. 0 scales to zero; 1 avoids the first client's cold start.",
});
export const streamsMaxInstances = defineInt("STREAMS_MAX_INSTANCES", { default: 20 });
export const socketsMinInstances = defineInt("SOCKETS_MIN_INSTANCES", {
  default: 0,
  description: "Instances of `sockets` kept warm, as STREAMS_MIN_INSTANCES.",
});
export const socketsMaxInstances = defineInt("SOCKETS_MAX_INSTANCES", { default: 20 });
export const apiMaxInstances = defineInt("API_MAX_INSTANCES", { default: 20 });

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);
const positive = z.coerce.number().int().positive();

/** What can be set in `functions/.env` or the environment, with unit and default. */
const Environment = z.object({
  /** Browser origins that may call with credentials; exact, comma-separated. */
  ALLOWED_ORIGINS: list.default(["http://localhost:5000", "http://127.0.0.1:5000"]),
  /** Pub/Sub topics the channels are spread over. More shards: each instance receives less. */
  REALTIME_SHARDS: positive.max(64).default(1),
  /** Between two pings on an idle stream, ms. */
  REALTIME_PING_MS: positive.default(30_000),
  /** Between two looks of a hub into the log of a channel in which something happens, ms; ten times that where nothing does. */
  REALTIME_VERIFY_MS: positive.default(30_000),
  /** Longest life of a stream, ms; 5 minutes under the 3600 s that Cloud Run allows. */
  REALTIME_STREAM_LIFETIME_MS: positive.default(3_300_000),
  /**
   * After so long without an event a stream ends itself, ms, such as 300000; it is resumed like any other. 0, the default:
   * never, since opening a stream anew costs more than an idle one.
   */
  REALTIME_STREAM_IDLE_MS: z.coerce.number().int().nonnegative().default(0),
  /** Bytes after which a stream ends itself; gen2 documents 10 MB for a streaming response. */
  REALTIME_STREAM_BYTES: positive.default(8_000_000),
  /** Bytes waiting for a slow reader before its stream is closed. */
  REALTIME_QUEUE_BYTES: positive.default(1_000_000),
  /** Open streams of one user over all instances; one more closes the oldest. */
  REALTIME_STREAMS_PER_USER: positive.default(5),
  /**
   * Open streams of one instance; beyond, clients are asked to come back. Below the concurrency that `streams` is deployed
   * with: what Cloud Run has no place for it answers itself, with a 429 that ends an EventSource for ever.
   */
  REALTIME_STREAMS_PER_INSTANCE: positive.default(950),
  /** How long a long poll waits for a first event, ms; Hosting cuts at 60 s. */
  REALTIME_POLL_MS: positive.default(25_000),
  /**
   * `1` lets Socket.IO's clients poll by HTTP: all requests of a client have to meet the same instance, so only where
   * SOCKETS_MAX_INSTANCES is 1. Default: WebSocket alone.
   */
  SOCKETS_POLLING: z.stringbool().default(false),
  /**
   * `1` compresses messages of 1 KB and more for clients of sockets that can read that (permessage-deflate): once for all of them, and
   * with no window that would be held for each. Default: what is sent is small, and time is dearer than bytes.
   */
  SOCKETS_COMPRESSION: z.stringbool().default(false),
  /** Between two checks of an open stream's rights, ms, beside the announcement that ends it within a second. */
  REALTIME_RECHECK_MS: positive.default(300_000),
  /** Between two looks at the accounts of the users of open streams, ms. */
  REALTIME_USER_CHECK_MS: positive.default(30_000),
  /** Multiplies every rate limit; for load tests. */
  REALTIME_RATE_FACTOR: z.coerce.number().positive().default(1),
  /**
   * Proxies of our own in front of a function, each of which appends to `X-Forwarded-For`. Default: 1, Google's front end;
   * 0 in the emulators. A load balancer of one's own makes 2.
   */
  TRUSTED_PROXIES: z.coerce.number().int().nonnegative().optional(),
  /** How long a user with an open inbox may take to see a notification before it is pushed, ms. */
  NOTIFICATIONS_SEEN_GRACE_MS: z.coerce.number().int().nonnegative().default(5000),
  /** The web app, https: where a click on a web push leads. Without it, nowhere. */
  APP_URL: z.url({ protocol: /^https$/ }).optional(),
  /** E-mail of the service account that tasks call functions as. Default: the one that the functions run as. */
  TASKS_SERVICE_ACCOUNT: z.email().optional(),
  /** Bearer token that jobs may be run with by HTTP, 16 characters at least. Default: none; in the emulators a known one. */
  CRON_SECRET: z.string().min(16).optional(),
  /**
   * Firebase App Check: `off`; `monitor` counts what requests bring; `enforce` refuses those that bring no token of an app of the
   * project.
   */
  APP_CHECK: z.enum(["off", "monitor", "enforce"]).default("off"),
  /** `1`: a token is good for one sign-in, one ticket, one publication: apps send limited-use tokens there. */
  APP_CHECK_LIMITED_USE: z.stringbool().default(false),
  /** Ids of the apps that may call, comma-separated, such as `1:1234:web:abcd`. Default: all of the project's. */
  APP_CHECK_APPS: list.optional(),
  /** Signs links to durable streams, 32 characters at least. Default: none, and no links; in the emulators a known one. */
  STREAM_LINK_SECRET: z.string().min(32).optional(),
  /**
   * Bucket of Cloud Storage for appends of more than 4 MiB to durable streams; nothing else should be in it. Default: none, and such an
   * append is refused; in the emulators the stand-in's.
   */
  DURABLE_STREAMS_BUCKET: z
    .string()
    .regex(/^(?:[a-z0-9][a-z0-9._-]{1,220}[a-z0-9])?$/)
    .optional(),
  /** What a scraper of metrics brings as its bearer token, beside operators and services. Default: none. */
  METRICS_SECRET: z.string().min(16).optional(),
  /** E-mails of service accounts whose backends may publish and run jobs, comma-separated. In the emulators: `backend@` the project. */
  SERVICE_ACCOUNTS: list.optional(),
  /** What their ID tokens have to be issued for (`aud`). Default: the project's id. */
  SERVICE_AUDIENCE: z.string().min(1).optional(),
  /**
   * Servers, `host:port`, comma-separated, that users' URLs may lead to although they are not public; also by plain HTTP.
   * Default: none; in the emulators the demo's feed.
   */
  PRIVATE_HOSTS: list.optional(),
});

/** Read where functions are defined, before there is a project. */
export const allowedOriginsIn = (env: Env = process.env): string[] =>
  Environment.shape.ALLOWED_ORIGINS.parse(env["ALLOWED_ORIGINS"]);

/** Read for each body, before there are settings. */
export function streamsBucketIn(env: Env = process.env): string | undefined {
  const bucket = env["DURABLE_STREAMS_BUCKET"] || undefined;
  if (!isFunctionsEmulator(env) && !env["GCLOUD_PROJECT"]?.startsWith("demo-")) return bucket;
  return env["STORAGE_EMULATOR_HOST"] ? (bucket ?? demoBucket) : undefined; // locally never one of Google's
}

export interface Settings {
  projectId: string;
  emulated: boolean;
  allowedOrigins: readonly string[];
  shards: number;
  pingMs: number;
  verifyMs: number;
  streamLifetimeMs: number;
  /** 0: never. */
  streamIdleMs: number;
  streamBytes: number;
  queueBytes: number;
  streamsPerUser: number;
  streamsPerInstance: number;
  pollMs: number;
  recheckMs: number;
  socketsPolling: boolean;
  socketsCompression: boolean;
  userCheckMs: number;
  rateFactor: number;
  trustedProxies: number;
  seenGraceMs: number;
  appUrl: string | undefined;
  tasksServiceAccount: string | undefined;
  cronSecret: string | undefined;
  metricsSecret: string | undefined;
  linkSecret: string | undefined;
  streamsBucket: string | undefined;
  appCheck: "off" | "monitor" | "enforce";
  appCheckLimitedUse: boolean;
  /** Undefined: all of the project's. */
  appCheckApps: readonly string[] | undefined;
  serviceAccounts: readonly string[];
  serviceAudience: string;
  privateHosts: readonly string[];
  /** `host:port`. */
  tasksEmulatorHost: string | undefined;
}

/** @throws Error with one clear line if a value is not usable, if two contradict each other, or if emulators are set
 * outside a demo project. */
export function readSettings(env: Env = process.env): Settings {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) throw new Error(`Unusable environment: ${z.prettifyError(parsed.error)}`);
  const values = parsed.data;
  const [contradiction] = contradictions(values, (name) => env[name] !== undefined);
  if (contradiction) throw new Error(`Unusable environment: ${contradiction}`);
  const projectId = projectIdOf(env);
  const emulated = emulatorHosts(env, isFunctionsEmulator(env) || projectId.startsWith("demo-")).length > 0;
  return {
    projectId,
    emulated,
    allowedOrigins: values.ALLOWED_ORIGINS,
    shards: values.REALTIME_SHARDS,
    pingMs: values.REALTIME_PING_MS,
    verifyMs: values.REALTIME_VERIFY_MS,
    streamLifetimeMs: lifetimeIn(env, values.REALTIME_STREAM_LIFETIME_MS),
    streamIdleMs: values.REALTIME_STREAM_IDLE_MS,
    streamBytes: values.REALTIME_STREAM_BYTES,
    queueBytes: values.REALTIME_QUEUE_BYTES,
    streamsPerUser: values.REALTIME_STREAMS_PER_USER,
    streamsPerInstance: values.REALTIME_STREAMS_PER_INSTANCE,
    pollMs: values.REALTIME_POLL_MS,
    recheckMs: values.REALTIME_RECHECK_MS,
    socketsPolling: values.SOCKETS_POLLING,
    socketsCompression: values.SOCKETS_COMPRESSION,
    userCheckMs: values.REALTIME_USER_CHECK_MS,
    rateFactor: values.REALTIME_RATE_FACTOR,
    trustedProxies: values.TRUSTED_PROXIES ?? (emulated ? 0 : 1),
    seenGraceMs: values.NOTIFICATIONS_SEEN_GRACE_MS,
    appUrl: values.APP_URL,
    tasksServiceAccount: values.TASKS_SERVICE_ACCOUNT,
    cronSecret: values.CRON_SECRET ?? (emulated ? demoCronSecret : undefined),
    metricsSecret: values.METRICS_SECRET,
    appCheck: values.APP_CHECK,
    appCheckLimitedUse: values.APP_CHECK_LIMITED_USE,
    appCheckApps: values.APP_CHECK_APPS,
    linkSecret: values.STREAM_LINK_SECRET ?? (emulated ? demoLinkSecret : undefined),
    streamsBucket: streamsBucketIn(env),
    serviceAccounts:
      values.SERVICE_ACCOUNTS ?? (emulated ? [`backend@${projectId}.iam.gserviceaccount.com`] : []),
    serviceAudience: values.SERVICE_AUDIENCE ?? projectId,
    privateHosts: values.PRIVATE_HOSTS ?? (emulated ? demoFeedHosts : []),
    tasksEmulatorHost: env["CLOUD_TASKS_EMULATOR_HOST"] || undefined,
  };
}

/**
 * The functions emulator never tells a function that its client has gone, and each open stream holds one of its few
 * processes: there, what was left behind has to end soon.
 */
function lifetimeIn(env: Env, wanted: number): number {
  return isFunctionsEmulator(env) ? Math.min(wanted, 60_000) : wanted;
}

export function isFunctionsEmulator(env: Env = process.env): boolean {
  return env["FUNCTIONS_EMULATOR"] === "true";
}

/** The function that this process serves; undefined outside of Cloud Functions and its emulator. */
export const servedFunction = (env: Env = process.env): string | undefined =>
  env["FUNCTION_TARGET"] ?? env["K_SERVICE"];
