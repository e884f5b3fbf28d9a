export { createPush, type Push, type PushOptions, type PushState } from "./page/push.js";
export { type FirebaseMessaging, firebaseTokens } from "./page/firebase.js";
export { type TokenPort } from "./page/tokenPort.js";
export { mayAsk } from "./page/mayAsk.js";
export { type FcmMessage, pushFromFcm, standInTokens } from "./page/standIn.js";
export { type PushMessage, readPush } from "./payload.js";
