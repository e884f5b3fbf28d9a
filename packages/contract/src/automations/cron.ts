import { z } from "zod";

/**
 * A cron expression of five fields (minute, hour, day of the month, month, day of the week), such as `30 9 * * MON-FRI`, with
 * `,`, `-`, `*` and `/`, names of months and days, `L` (last), `W` (nearest working day) and `#` (`MON#1`: the first Monday). A backend
 * refuses what names no time at all.
 */
export const Cron = z
  .string()
  .max(200)
  .regex(
    /^[0-9A-Za-z*,/#-]{1,100}(?: [0-9A-Za-z*,/#-]{1,100}){4}$/,
    "must be a cron expression of five fields: minute, hour, day, month, day of the week",
  );
