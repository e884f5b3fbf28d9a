import { path } from "../../platform/firestore/path.js";

export const profileDocument = path("users/{uid}");
export const achievementDocument = path("users/{uid}/achievements/{key}");
export const announcementDocument = path("announcements/{announcementId}");
export const accountSweepDocument = path("sweeps/accounts");
