/** What we ask of Firebase Auth; what it answers is parsed before it is used. */
export interface AuthCalls {
  /** Signature, project and expiry, without a look-up; the Auth emulator's tokens have no signature. */
  verifyIdToken(token: string): Promise<unknown>;
  verifySessionCookie(cookie: string): Promise<unknown>;
  getUsers(identifiers: { uid: string }[]): Promise<{ users: readonly unknown[] }>;
}
