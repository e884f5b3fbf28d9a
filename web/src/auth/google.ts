/** A way to Google and back: what comes back has to belong to it. */
export interface Errand {
  readonly state: string;
  readonly nonce: string;
}

const authorize = "https://accounts.google.com/o/oauth2/v2/auth";

/** Where the user says yes. Nothing of Google's runs in our page, so its policy needs no script of others. */
export function addressOfGoogle(clientId: string, redirectUri: string, { state, nonce }: Errand): string {
  const asked = { response_type: "id_token", scope: "openid email profile", prompt: "select_account" };
  const query = { client_id: clientId, redirect_uri: redirectUri, state, nonce, ...asked };
  return `${authorize}?${new URLSearchParams(query).toString()}`;
}

/** The ID token that Google sent back behind `#`; undefined if it is none, or of another errand. */
export function tokenIn(fragment: string, errand: Errand | undefined): string | undefined {
  const answered = new URLSearchParams(fragment.replace(/^#/, ""));
  const token = answered.get("id_token");
  if (!errand || token === null || answered.get("state") !== errand.state) return undefined;
  return nonceOf(token) === errand.nonce ? token : undefined;
}

/** Not verified here: Firebase Auth does that. */
function nonceOf(token: string): unknown {
  try {
    const [, payload = ""] = token.split(".");
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (char) =>
      char.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null && "nonce" in claims ? claims.nonce : undefined;
  } catch {
    return undefined;
  }
}

const place = "firecast-google";

/** In this tab alone, and once. */
export function keepErrand(errand: Errand): void {
  sessionStorage.setItem(place, JSON.stringify(errand));
}

export function takeErrand(): Errand | undefined {
  const kept = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  const errand: unknown = kept === null ? undefined : JSON.parse(kept);
  return isErrand(errand) ? errand : undefined;
}

const isErrand = (value: unknown): value is Errand =>
  typeof value === "object" &&
  value !== null &&
  "state" in value &&
  typeof value.state === "string" &&
  "nonce" in value &&
  typeof value.nonce === "string";
