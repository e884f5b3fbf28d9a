/** The longest beginning of a text that fits, whole characters only; what was cut off shows as an ellipsis. */
export function longestThatFits(text: string, fits: (text: string) => boolean): string {
  const whole = wellFormed(text);
  if (fits(whole)) return whole;
  const characters = [...whole];
  const cutTo = (length: number): string => (length === 0 ? "" : `${characters.slice(0, length).join("")}…`);
  let [longest, tooLong] = [0, characters.length];
  while (tooLong - longest > 1) {
    const middle = (longest + tooLong) >> 1;
    if (fits(cutTo(middle))) longest = middle;
    else tooLong = middle;
  }
  return cutTo(longest);
}

/** Half a surrogate pair is no character: on the wire it would be U+FFFD anyway. */
export const wellFormed = (text: string): string => Buffer.from(text).toString();
