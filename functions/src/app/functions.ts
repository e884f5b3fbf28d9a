import { created, queue } from "../functions.js";
import { answersOptions, answersQueue } from "./answers/queue.js";
import { horseDocument } from "./horses/paths.js";

/** Cloud Functions of your own: what is exported here is deployed with Firecast's, a line each. */
export const horseCreated = created(horseDocument);
export const writeAnswer = queue(answersQueue, answersOptions);
