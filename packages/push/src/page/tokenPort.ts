/** Where tokens come from that pushes are sent to: FCM in production, see `firebaseTokens`. */
export interface TokenPort {
  /** The present token of this browser. @throws what the service says, such as that it cannot be reached */
  get(registration: ServiceWorkerRegistration): Promise<string>;
  /** Nothing is delivered to the token any more. */
  remove(): Promise<unknown>;
}
