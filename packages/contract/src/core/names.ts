import { z } from "zod";

/** In place of the name of a user who has told none. */
export const unnamed = "A member";

/** In place of the name of a user whose account is gone. */
export const deletedUser = "Deleted user";

export const maxNameLength = 80;

/** Joins what belongs together, as in emoji of families and in Persian; it hides nothing between two visible characters. */
const joiners = "\\u200c\\u200d\\ufe0e\\ufe0f";

/**
 * Controls, lone surrogates, private use, line breaks, and what is not seen or turns the text around: bidi controls, zero
 * width, fillers (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing).
 */
const hidden = new RegExp(
  `(?![${joiners}])[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]`,
  "u",
);
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
/** More marks on one character than any script needs cover the lines around it. */
const stacked = /\p{M}{6,}/u;

/** What a user is called: 1 to 80 UTF-16 units that are seen as they are, in Unicode's composed form. */
export const DisplayName = z
  .string()
  .max(400)
  .transform((text) => text.normalize("NFC").trim())
  .pipe(
    z
      .string()
      .min(1)
      .max(maxNameLength)
      .refine((name) => !hidden.test(name), "must not hold invisible or control characters")
      .refine((name) => visible.test(name), "must hold a visible character")
      .refine((name) => !stacked.test(name), "must not stack marks"),
  );

/** A name that came from elsewhere, as far as it is one. */
export function nameFrom(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const seen = text.replace(new RegExp(hidden, "gu"), "").trim().slice(0, maxNameLength);
  return DisplayName.safeParse(seen.replace(/[\ud800-\udbff]$/, "")).data;
}
