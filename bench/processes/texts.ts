/** Events as users cause them: alike in form, each with words of its own. A compressor must not find one text again and again. */
const words =
  "we ship the release after lunch if tests stay green who can look at this again tomorrow morning thanks a lot I moved card to review and left notes about slow query on board".split(
    " ",
  );

/** About 120 characters, another text for each number. */
export function textOf(number: number): string {
  let [text, state] = ["", (number * 2_654_435_761) >>> 0];
  while (text.length < 112) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += `${words[(state >>> 16) % words.length]} `;
  }
  return text.trimEnd();
}

/** As the log hands it over, with so many characters more. */
export const wireOf = (channel: string, seq: number, chars = 0): string =>
  JSON.stringify({
    id: `${textOf(seq).replaceAll(" ", "").slice(0, 15)}${String(seq).padStart(5, "0")}`,
    channel,
    type: "system:health_update",
    seq,
    at: new Date().toISOString(),
    by: "0123456789012345678901234567",
    data: { status: "ok", message: textOf(seq) + "x".repeat(chars) },
  });
