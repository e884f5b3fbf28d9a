import type { DeniedSessions } from "../../platform/auth/deniedSessions.js";
import type { Verifier } from "../../platform/auth/verifier.js";
import type { BaseKit, Feature } from "../feature.js";
import type { AccountsActions } from "../accounts/actions.js";
import { sessionRoutes } from "./http.js";

interface Deps extends BaseKit {
  readonly accounts: AccountsActions;
  readonly verifier: Verifier;
  readonly denied: DeniedSessions;
}

/** The `__session` cookie. */
export const sessions = ({ accounts, verifier, denied, firebase, settings, clock }: Deps): Feature => ({
  name: "sessions",
  actions: {},
  routes: sessionRoutes({
    firebase,
    verifier,
    denied,
    clock,
    allowedOrigins: settings.allowedOrigins,
    secure: !settings.emulated,
    signedIn: accounts.ensureProfile,
  }),
});
