import type { IncomingMessage } from "node:http";
import { bearerToken } from "../auth/identify.js";
import type { Services } from "../auth/services.js";
import { seconds } from "../clock.js";
import { within } from "../firestore/grpc.js";
import { sha256 } from "../ids.js";
import type { Meters } from "../meters/meters.js";
import type { Settings } from "../params.js";
import { Problem, unavailable } from "../problems.js";
import type { VerifyAppCheck } from "./verify.js";

/** What is asked for, as far as it matters from which app. */
export interface Asked {
  readonly route: string;
  /** Read only and of no account, such as health, or by what an app was given, such as a ticket. */
  readonly isOpen?: boolean;
  /** Whether callers are identified there: a backend, which is no app, proves itself. */
  readonly identifies?: boolean;
  /** A token for it counts once, where the deployment wants that. */
  readonly limitedUse?: boolean | undefined;
}

/** Firebase App Check: whether a request comes from an app of ours (https://firebase.google.com/docs/app-check/custom-resource-backend). */
export interface AppCheck {
  /**
   * Counts what the request brings, in its header or as `token`. @throws Problem `unknown_app` where that is enforced, 503 where
   * nothing can be known.
   */
  admit(req: IncomingMessage, asked: Asked, token?: string): Promise<void>;
}

interface AppCheckDeps {
  readonly settings: Pick<Settings, "appCheck" | "appCheckApps" | "appCheckLimitedUse" | "cronSecret">;
  readonly services: Pick<Services, "issued">;
  readonly meters: Meters;
  readonly verify: VerifyAppCheck;
}

const knownWithin = seconds(5);
const header = "x-firebase-appcheck";

/** `unlisted`: of an app of the project that is not among those that may call. `unknown`: Google could not be asked. */
type Outcome = "valid" | "missing" | "invalid" | "replayed" | "unlisted" | "unknown";
type Looked = [outcome: Outcome, app: string, cause?: unknown];

/** Undefined where it is off: nothing is looked at then. Backends and the scheduler are no apps. */
export function requestAppCheck({ settings, services, meters, verify }: AppCheckDeps): AppCheck | undefined {
  const { appCheck: mode, appCheckApps, appCheckLimitedUse, cronSecret } = settings;
  if (mode === "off") return undefined;
  const count = meters.counter(
    "firecast_app_check_total",
    "Requests, by route, app and what they brought for App Check.",
  );
  const isBackend = ({ headers: { authorization } }: IncomingMessage): boolean => {
    const bearer = bearerToken(authorization);
    if (bearer === undefined) return false;
    const isScheduler = cronSecret !== undefined && sha256(bearer) === sha256(cronSecret);
    return isScheduler || services.issued(bearer);
  };
  const look = async (token: string | undefined, consume: boolean): Promise<Looked> => {
    if (token === undefined) return ["missing", "none"];
    const verified = await within(knownWithin, "App Check", verify(token, consume));
    if (!verified) return ["invalid", "none"];
    if (appCheckApps && !appCheckApps.includes(verified.appId)) return ["unlisted", verified.appId];
    return [consume && verified.alreadyConsumed ? "replayed" : "valid", verified.appId];
  };

  return {
    admit: async (req, { route, isOpen = false, identifies = true, limitedUse = false }, token) => {
      if (isOpen || (identifies && isBackend(req))) return;
      const brought = req.headers[header];
      const text = token ?? (typeof brought === "string" ? brought : undefined);
      const looking = look(text, limitedUse && appCheckLimitedUse);
      const unknown = (cause: unknown): Looked => ["unknown", "none", cause];
      const [outcome, app, cause] = await looking.catch(unknown);
      count({ route, app, outcome });
      if (mode === "monitor" || outcome === "valid") return;
      throw outcome === "unknown" ? unavailable(cause) : unknownApp(outcome);
    },
  };
}

const advice: Partial<Record<Outcome, string>> = {
  missing: "Bring a token of Firebase App Check.",
  replayed: "This token was used before: bring a new one, for limited use.",
};

const unknownApp = (outcome: Outcome): Problem =>
  new Problem("unknown_app", {
    detail: advice[outcome] ?? "The token of Firebase App Check is not one of an app that may call.",
  });
