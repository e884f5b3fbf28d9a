import type { Texts } from "../text/language.js";

interface ShellTexts {
  readonly skip: string;
  readonly menu: string;
  readonly spaces: string;
  readonly main: string;
  readonly inbox: string;
  readonly direct: string;
  readonly issues: string;
  readonly pins: string;
  readonly horses: string;
  readonly dashboard: string;
  readonly operations: string;
  readonly unread: (count: number) => string;
  readonly settings: string;
  readonly signOut: string;
  readonly account: string;
  readonly close: string;
  readonly newVersion: string;
  readonly reload: string;
  readonly open: string;
}

export const shellTexts: Texts<ShellTexts> = {
  en: {
    skip: "Skip to the content",
    menu: "Menu",
    spaces: "Spaces",
    main: "Main",
    inbox: "Inbox",
    direct: "Direct messages",
    issues: "Issues",
    pins: "Pins",
    horses: "Stable",
    dashboard: "Dashboard",
    operations: "Operations",
    unread: (count) => `Inbox, ${count} unread`,
    settings: "Settings",
    signOut: "Sign out",
    account: "Account",
    close: "Close",
    newVersion: "There is a newer version",
    reload: "Reload",
    open: "Open",
  },
  de: {
    skip: "Zum Inhalt springen",
    menu: "Menü",
    spaces: "Räume",
    main: "Hauptnavigation",
    inbox: "Posteingang",
    direct: "Direktnachrichten",
    issues: "Störungen",
    pins: "Pins",
    horses: "Stall",
    dashboard: "Kennzahlen",
    operations: "Betrieb",
    unread: (count) => `Posteingang, ${count} ungelesen`,
    settings: "Einstellungen",
    signOut: "Abmelden",
    account: "Konto",
    close: "Schließen",
    newVersion: "Es gibt eine neuere Version",
    reload: "Neu laden",
    open: "Öffnen",
  },
};
