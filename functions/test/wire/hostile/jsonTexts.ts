const repeat = (text: string, count: number): string => text.repeat(count);
const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));

/** JSON by RFC 8259: every parser has to accept it. */
export const accepted: readonly (string | Buffer)[] = [
  "[]", "{}", "null", "true", "false", "0", "-0", "1", "-1", "1.5", "1e2", "1E+2", "1E-2", "0e1", "0E+1", "1.0e-10",
  '""', '"a"', '" "', '"\\u0041"', '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\u007f"', '"\u2028\u2029"', '"\\u2028"', '"\\u0000"',
  '"\\ud83d\\ude00"', '"\u{1f600}"', '"\u{10ffff}"', '"\ufeff"', '"\\uFFFF"', '"\u00e9"', '"e\u0301"', '"/"', '"\\/"',
  "[[]]", "[1,2,3]", '[1,"a",null,{}]', " [ 1 , 2 ] ", "\t[\n1\r\n]", '{"a":1,"b":2}', '{"a":1,"a":2}', '{"":0}',
  '{"a":{"b":{"c":[]}}}', '{"\\u0000":1}', '{"a b":1}', "[1e-400]", "[123456789012345678901234567890]",
  "[0.1000000000000000055511151231257827]", '["asd ","\\u0012"]', `"${repeat("x", 10_000)}"`, `[${repeat("1,", 999)}1]`,
]; // prettier-ignore

/** No JSON: no parser may accept it. */
export const refused: readonly (string | Buffer)[] = [
  "", " ", "[", "]", "{", "}", "[1", "[1,", "[,1]", "[1,]", "[1,,2]", "[1 2]", "[[1]", "[1]]", '["a"', '["a', '"', '"a', "'a'",
  "['a']", "[a]", "a", "nul", "nulll", "tru", "True", "FALSE", "None", "undefined", "NaN", "[NaN]", "Infinity", "-Infinity", "[+1]",
  "+1", "01", "-01", "1.", ".5", "-.5", "1e", "1e+", "1E-", "1.e1", "0x1", "0b1", "0o7", "1_000", "1,000", "--1", "-", "- 1", "1e1.5",
  "\u0661", "[1\u00a0]", "[\u000b1]", "[\f1]", "\u2060[]", "\u200b{}", '"\n"', '"\t"', '"\0"', '"\u001f"', '"\\x41"', '"\\u12"',
  '"\\u12G4"', '"\\U0041"', '"\\a"', '"\\\'"', '"\\', '"\\u', '"\\ud800\\u"', '"a"b', '"a" "b"', "[] []", "{}{}", "{}x", "[]#",
  "{1:1}", "{a:1}", "{'a':1}", '{"a"}', '{"a":}', '{"a":1,}', '{,"a":1}', '{"a" 1}', '{"a":1 "b":2}', '{"a"::1}', '{"a":1', '{"a',
  '{"a":"b', '{"a":[1,2}', '{"a":1]', "{[1]:2}", "[1:2]", "/* */ {}", "{} // x", "[1] /*", "<a>", "<!-- -->", "(1)", "f()", "[...x]",
  "`a`", "{}\0", "\0", "\x01", "&quot;a&quot;", "=1+1", "\ufeff\ufeff{}", repeat("[", 100_000), repeat('{"a":', 50_000), repeat("[1,", 50_000),
  repeat(" ", 1000) + "[", `"${repeat("\\u", 1000)}`, bytes('"', 0xff, '"'), bytes('"', 0xc0, 0xaf, '"'), bytes('"', 0xed, 0xa0, 0x80, '"'),
  bytes('"', 0xf4, 0x90, 0x80, 0x80, '"'), bytes('"', 0xe0, 0x80, 0x80, '"'), bytes('"', 0x80, '"'), bytes('"', 0xc3, '"'),
  bytes('"', 0xf0, 0x9f, 0x98, '"'), bytes(0xff, 0xfe, "{", 0, "}", 0), bytes(0xfe, 0xff, 0, "{", 0, "}"), bytes(0xef, 0xbb, "{}"),
  bytes(0x1f, 0x8b, 8, 0), bytes(0xe9), bytes("[", 0xa0, "]"), Buffer.from('{"a":1}', "utf16le"),
]; // prettier-ignore

/** Where parsers may differ: lone surrogates, numbers beyond all, a byte order mark, much nesting. */
export const either: readonly (string | Buffer)[] = [
  "[1e400]", "[-1e400]", "[1e-99999]", '"\\ud800"', '"\\udc00"', '"\\ud800\\ud800"', '"\\udc00\\ud800"', '"\\ud800abc"',
  '{"\\ud800":1}', '["\\uD888\\u1234"]', "\ufeff{}", "\ufeff[]", repeat("[", 33) + repeat("]", 33), repeat("[", 40) + repeat("]", 40),
  repeat("[", 5000) + repeat("]", 5000), repeat('{"a":', 100) + "1" + repeat("}", 100), "[1e9999999999]", `[${repeat("9", 5000)}]`,
  '{"__proto__":1}', '{"constructor":{"prototype":{}}}', '{"toString":1,"valueOf":2,"hasOwnProperty":3}',
]; // prettier-ignore
