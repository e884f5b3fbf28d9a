declare module "*.css";

/** Put in by vite.config.mjs: where `npm start` listens, and who may sign in there. */
declare const __LOCAL__: {
  readonly authPort: number;
  readonly streamsPort: number;
  readonly socketsPort: number;
  /** Of the service that kills a server. */
  readonly chaosPort: number;
  /** Of the stand-in for App Check; none where the backend asks for no token. */
  readonly appCheckPort?: number;
  readonly password: string;
  readonly users: readonly {
    readonly uid: string;
    readonly email: string;
    readonly displayName: string;
    readonly organizationId?: string;
    readonly role?: string;
  }[];
};

/** Put into the service worker by offline-shell.mjs. */
declare const __SHELL__: { readonly version: string; readonly files: readonly string[] };

interface ImportMeta {
  readonly env: {
    /** The function `streams` by its own URL; without it, streams are long polls through Hosting. */
    readonly VITE_STREAM_URL?: string;
    /** Of the OAuth client that Google signs users in for; without it, there is no such button. */
    readonly VITE_GOOGLE_CLIENT_ID?: string;
    /** The function `sockets` by its own URL; without it, everything comes by streams. */
    readonly VITE_SOCKET_URL?: string;
    /** The public key of the project's web push certificates; without it, no pushes. */
    readonly VITE_VAPID_KEY?: string;
    /** Of reCAPTCHA Enterprise, which attests the app for App Check; without it, requests bring no token of the app. */
    readonly VITE_APP_CHECK_SITE_KEY?: string;
  };
}
