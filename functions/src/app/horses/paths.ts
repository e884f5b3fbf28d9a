import { path } from "../../platform/firestore/path.js";

export const horseDocument = path("horses/{horseId}");
