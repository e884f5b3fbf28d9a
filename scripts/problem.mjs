/** Something the reader can mend: shown as it is, without a stack. */
export class Problem extends Error {}

/** Runs a script to its exit status; `act` returns the status, or nothing for success. */
export async function main(act) {
  try {
    process.exitCode = (await act()) ?? 0;
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
    process.exitCode = 1;
  }
}
