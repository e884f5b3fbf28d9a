import { path } from "../../platform/firestore/path.js";

/** What a member of a space has told large audiences of late. */
export const budgetDocument = path("audienceBudgets/{budgetId}");
