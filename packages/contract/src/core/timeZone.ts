import { z } from "zod";

/** IANA name, as this runtime knows it. */
export const TimeZone = z
  .string()
  .max(64)
  .refine((timeZone) => {
    try {
      new Intl.DateTimeFormat("en", { timeZone });
      return /^[A-Za-z]/.test(timeZone);
    } catch {
      return false;
    }
  }, "must be an IANA time zone");
