/** Each alone, at the start, at the end and in the middle of a line of SSE. */
const framing = [
  "\r",
  "\n",
  "\r\n",
  "\n\n",
  "\r\r",
  "\0",
  "\u2028",
  "\u2029",
  "\u0085",
  "\u000b",
  "\f",
  "\ufeff",
  "\u001b",
  "\u200b",
];

/** What a text may hold that something between writer and reader takes for more than text. */
export const naughtyTexts: readonly string[] = [
  ...framing.flatMap((text) => [`a${text}b`, `${text}data: {}`, `a${text}event: forged${text}data: {}${text}${text}`, `id: 1${text}`]),
  "data: x", ":", ": comment", "retry: 1", "id:", "event: reconnect\ndata: {}", "0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
  "undefined", "null", "NaN", "true", "0", "-1", "1e400", "[object Object]", "__proto__", "constructor", "hasOwnProperty", "then",
  "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "javascript:alert(1)", "</textarea>", "<!--", "]]>", "&lt;", "&#0;",
  "' OR 1=1 --", "'; DROP TABLE users; --", "${7*7}", "{{7*7}}", "#{7*7}", "%s%n%x", "%00", "%0d%0a", "\\u0000", "\\", "\\\\", '"', '\\"', "`", "$(id)", "; id",
  "../../etc/passwd", "file:///etc/passwd", "C:\\nul", "~", "*", ".", "..", "/", "//", "__x__", "@", "@alice", "@everyone", "@@", "#", "(&(x=*))",
  "\u{1f600}", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}", "\u{1f1e9}\u{1f1ea}", "\u0e4d\u0e4d\u0e4d", "Z\u0337\u0322\u0327a\u0338l", "\u202eevil", "\u2066x\u2069",
  "\u0130\u0131", "\u00df", "\ufb03", "\u1e9e", "e\u0301", "\u00e9", "\uac00", "\u1100\u1161", "\ufffd", "\uffff", "\u{10ffff}", "\ue000", "\u{f0000}", "\ufdd0",
  "\u0627\u0644\u0639", "\u4e2d\u6587", "\ufdfd", "\u{1d573}", "\u034f", "\u115f", "\u3164x", "\u00adx", "\u180ex", " x ", "\tx\t", "\u00a0x", "x".repeat(4000), "\u{1f600}".repeat(2000),
  "=1+1", "+1", "-1+1", "@SUM(1)", "\u0001", "\u0007", "\u007f", "\u0080", "\u009f", "\ud800", "\udc00", "a\ud83d", "\ude00b", "\ude00\ud83d", "", " ", "\n", "\u00a0", "\ufeff", "\u3000",
]; // prettier-ignore
