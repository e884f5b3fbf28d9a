import type { Texts } from "../text/language.js";

interface InboxTexts {
  readonly title: string;
  readonly bell: (unread: number) => string;
  readonly none: string;
  readonly all: string;
  readonly allRead: string;
  readonly unread: string;
  readonly open: string;
  readonly archived: string;
  readonly snoozed: string;
  readonly inbox: string;
  readonly archive: string;
  readonly restore: string;
  readonly snooze: string;
  readonly wake: string;
  readonly read: string;
  readonly markUnread: string;
  readonly more: string;
  readonly older: string;
  readonly why: string;
  readonly forHours: (hours: number) => string;
  readonly tomorrow: string;
  readonly filter: string;
  readonly close: string;
  readonly until: (time: string) => string;
}

export const inboxTexts: Texts<InboxTexts> = {
  en: {
    title: "Inbox",
    bell: (unread) => (unread === 0 ? "Inbox" : `Inbox, ${unread} unread`),
    none: "Nothing new. Enjoy the quiet.",
    all: "See all",
    allRead: "Mark all read",
    unread: "Unread",
    open: "Open",
    archived: "Archived",
    snoozed: "Snoozed",
    inbox: "All",
    archive: "Archive",
    restore: "Back to the inbox",
    snooze: "Snooze",
    wake: "Wake now",
    read: "Mark read",
    markUnread: "Mark unread",
    more: "More",
    older: "Older ones",
    why: "Why did I get this?",
    forHours: (hours) => (hours === 1 ? "For an hour" : `For ${hours} hours`),
    tomorrow: "Until tomorrow morning",
    filter: "Which ones",
    close: "Close",
    until: (time) => `until ${time}`,
  },
  de: {
    title: "Posteingang",
    bell: (unread) => (unread === 0 ? "Posteingang" : `Posteingang, ${unread} ungelesen`),
    none: "Nichts Neues. Genieß die Ruhe.",
    all: "Alle ansehen",
    allRead: "Alle gelesen",
    unread: "Ungelesen",
    open: "Öffnen",
    archived: "Archiv",
    snoozed: "Zurückgestellt",
    inbox: "Alle",
    archive: "Archivieren",
    restore: "Zurück in den Posteingang",
    snooze: "Zurückstellen",
    wake: "Jetzt zurückholen",
    read: "Als gelesen markieren",
    markUnread: "Als ungelesen markieren",
    more: "Mehr",
    older: "Ältere",
    why: "Warum bekomme ich das?",
    forHours: (hours) => (hours === 1 ? "Für eine Stunde" : `Für ${hours} Stunden`),
    tomorrow: "Bis morgen früh",
    filter: "Welche",
    close: "Schließen",
    until: (time) => `bis ${time}`,
  },
};
