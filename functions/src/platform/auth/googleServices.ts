import type { Clock } from "../clock.js";
import type { Settings } from "../params.js";
import { signedByGoogle, unsigned } from "./googleTokens.js";
import { listedServices, type Services } from "./services.js";

/** The services that the settings list, by Google's tokens. */
export const googleServices = (
  { emulated, serviceAudience, serviceAccounts }: Settings,
  clock: Clock,
): Services =>
  listedServices({
    claimsOf: emulated ? unsigned : signedByGoogle(),
    audience: serviceAudience,
    accounts: serviceAccounts,
    clock,
  });
