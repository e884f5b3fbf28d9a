/** A face without a picture: the first letter of a name on a colour that is always the same for a user. */
export function Avatar({ uid, name, size = "m" }: { uid: string; name: string; size?: "s" | "m" | "l" }) {
  const [letter = "?"] = [...name.trim()];
  return (
    <span className="avatar" data-hue={hueOf(uid)} data-size={size} aria-hidden="true">
      {letter.toUpperCase()}
    </span>
  );
}

const hues = 8;

/** 0 to 7, each of which the style sheet has a colour for. */
export function hueOf(uid: string): number {
  let sum = 0;
  for (const char of uid) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return sum % hues;
}
