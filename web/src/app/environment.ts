/** Whether `npm start` serves this page: a deployed app is never on a loopback name. */
export const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);

/** Streams have an address of their own: Hosting answers them as long polls. */
export const streamUrl: string | undefined = isLocal
  ? `http://${location.hostname}:${__LOCAL__.streamsPort}`
  : import.meta.env.VITE_STREAM_URL;

/** Sockets likewise: Hosting passes none on. Undefined: there are none. */
export const socketUrl: string | undefined = isLocal
  ? `http://${location.hostname}:${__LOCAL__.socketsPort}`
  : import.meta.env.VITE_SOCKET_URL;

/** Of the OAuth client that Google signs users in for. */
export const googleClientId: string | undefined = isLocal ? undefined : import.meta.env.VITE_GOOGLE_CLIENT_ID;
