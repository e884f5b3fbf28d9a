export type Segment =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "link"; readonly text: string; readonly href: string }
  | { readonly type: "mention"; readonly uid: string };

/** `@uid` as the server reads it, which is not what follows a letter; and addresses of the web. */
const special = /(?<![\p{L}\p{N}_])@([A-Za-z0-9_-]{1,128})|https?:\/\/[^\s<>"]+/gu;
/** What ends a sentence, or a bracket around an address, is no part of it. */
const trailing = /[.,;:!?'")\]]+$/;

/** What a message's text is made of. Only http and https become links, whatever the text says. */
export function segmentsOf(text: string, mentions: readonly string[]): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  const push = (segment: Segment): void => {
    if (segment.type !== "text" || segment.text !== "") segments.push(segment);
  };
  for (const { 0: found, 1: uid, index } of text.matchAll(special)) {
    const taken = uid === undefined ? linkIn(found) : mentions.includes(uid) ? found : undefined;
    if (taken === undefined) continue;
    push({ type: "text", text: text.slice(end, index) });
    push(uid === undefined ? { type: "link", text: taken, href: taken } : { type: "mention", uid });
    end = index + taken.length;
  }
  push({ type: "text", text: text.slice(end) });
  return segments;
}

function linkIn(found: string): string | undefined {
  const link = found.replace(trailing, "");
  return URL.canParse(link) ? link : undefined;
}
