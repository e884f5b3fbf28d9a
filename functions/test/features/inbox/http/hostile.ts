/** What no client, frame or path may take for anything but text. */
export const hostile: readonly string[] = [
  `<img src=x onerror="alert(1)"></script><script>alert(1)</script>`,
  "first\r\n\r\nevent: forged\r\ndata: {}\r\n\r\nlast",
  "a\nid: 1\nretry: 1\n\nb",
  "nul\0 and \u0001\u001b[31m\u007f",
  "\u202egnp.exe\u2066 \u200f\u200b",
  "line\u2028separator\u2029paragraph\u0085next",
  "${uid} {{title}} %s %0d%0a ../../ javascript:alert(1)",
  "👩‍👩‍👧‍👦".repeat(20),
  "Z̷̢̧͈̝a̸͎͗l̶̈́g̵̛o".repeat(8),
];
