const fcmError = "type.googleapis.com/google.firebase.fcm.v1.FcmError";

/** FCM's error codes with the status they come with: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode */
const statuses = {
  INVALID_ARGUMENT: [400, "INVALID_ARGUMENT"],
  UNREGISTERED: [404, "NOT_FOUND"],
  SENDER_ID_MISMATCH: [403, "PERMISSION_DENIED"],
  QUOTA_EXCEEDED: [429, "RESOURCE_EXHAUSTED"],
  UNAVAILABLE: [503, "UNAVAILABLE"],
  INTERNAL: [500, "INTERNAL"],
  THIRD_PARTY_AUTH_ERROR: [401, "UNAUTHENTICATED"],
  UNSPECIFIED_ERROR: [500, "UNKNOWN"],
};

/** Google's general ones come without a code of FCM: a project that is unknown, a key without rights. */
const general = { NOT_FOUND: 404, PERMISSION_DENIED: 403, UNAUTHENTICATED: 401 };

const largestMessage = 4096;
const longestTtlSeconds = 2_419_200;

/** How the stand-in answers: as it is told to, else as FCM would. */
export function fcmAnswers() {
  const scripts = new Map();

  const scripted = (target) => {
    const script = scripts.get(target) ?? scripts.get("*");
    if (!script) return undefined;
    const [next, ...later] = script.answers;
    if (next === undefined || (script.always && later.length === 0)) return next;
    script.answers = later;
    return next;
  };

  return {
    script: ({ target, answers, always = false }) => void scripts.set(target, { answers, always }),
    forget: () => scripts.clear(),
    /** What was scripted (`hangUp`, `hang`, `goAway`, `delayMs`), and `refusal` unless the message is accepted. */
    answerTo: ({ token, fid, ...content }) => {
      const { code, retryAfter, ...manner } = scripted(token ?? fid) ?? {};
      if (code !== undefined && code !== "OK") return { ...manner, refusal: refusal({ code, retryAfter }) };
      const fault = faultOf({ token, fid, content });
      return fault ? { refusal: refusal({ code: "INVALID_ARGUMENT", message: fault }) } : manner;
    },
  };
}

function refusal({ code, retryAfter, message = `The stand-in answers ${code}.` }) {
  const [status, name] = statuses[code] ?? [general[code] ?? 500, code];
  const details = code in statuses ? [{ "@type": fcmError, errorCode: code }] : [];
  return {
    status,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    body: { error: { code: status, status: name, message, details } },
  };
}

/** What FCM refuses in a message, as far as its documentation says. */
function faultOf({ token, fid, content }) {
  if ([token, fid].filter((target) => typeof target === "string" && target !== "").length !== 1) {
    return "Recipient of the message is not set.";
  }
  if (Buffer.byteLength(JSON.stringify(content)) > largestMessage) return "The message is too big.";
  const { android = {}, webpush = {}, apns = {} } = content;
  if (Number.parseFloat(android.ttl ?? "0s") > longestTtlSeconds) return "Invalid TTL.";
  const { TTL = "0", Topic = "" } = webpush.headers ?? {};
  if (Number(TTL) > longestTtlSeconds) return "Invalid TTL.";
  if (!/^[\w-]{0,32}$/.test(Topic)) return "Invalid Topic.";
  const link = webpush.fcm_options?.link ?? webpush.fcmOptions?.link;
  if (link !== undefined && !link.startsWith("https://")) return "The link is not https.";
  if (Buffer.byteLength(apns.headers?.["apns-collapse-id"] ?? "") > 64) return "Invalid apns-collapse-id.";
  return undefined;
}
