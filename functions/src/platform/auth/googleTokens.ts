import type { OAuth2Client } from "google-auth-library";
import { unavailable } from "../problems.js";
import { unauthenticated } from "./refusal.js";
import { type ClaimsOf, unverified } from "./services.js";

/** By Google's published keys, which its library keeps as long as they count. */
export function signedByGoogle(): ClaimsOf {
  let client: Promise<OAuth2Client> | undefined;
  return async (token, audience) => {
    const google = await (client ??= connect());
    const { certs } = await google.getFederatedSignonCertsAsync().catch((error: unknown) => {
      throw unavailable(error); // which says nothing about the token
    });
    const checked = google.verifySignedJwtWithCertsAsync(token, certs, audience);
    const ticket = await checked.catch((error: unknown) => {
      throw unauthenticated(error);
    });
    return ticket.getPayload();
  };
}

/** Loaded at the first use: few processes ever hear from a service. */
async function connect(): Promise<OAuth2Client> {
  const { OAuth2Client } = await import("google-auth-library");
  return new OAuth2Client();
}

/** In the emulators tokens are not signed: what a token says is believed, as the Auth emulator's are. */
export const unsigned: ClaimsOf = (token) => Promise.resolve(unverified(token));
