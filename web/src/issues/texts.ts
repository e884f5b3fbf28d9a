import type { IssueStatus, Severity } from "@firecast/contract/issues/issues";
import type { Texts } from "../text/language.js";

interface IssueTexts {
  readonly title: string;
  readonly none: string;
  readonly noOrganization: string;
  readonly report: string;
  readonly close: string;
  readonly all: string;
  readonly status: string;
  readonly statuses: Readonly<Record<IssueStatus, string>>;
  readonly severity: string;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly search: string;
  readonly more: string;
  readonly map: string;
  readonly mapOf: (campus: string, open: number) => string;
  readonly campus: string;
  readonly building: string;
  readonly buildingHeat: (name: string, open: number) => string;
  readonly figures: string;
  readonly open: string;
  readonly resolved: string;
  readonly meanHours: (hours: string) => string;
  readonly toResolve: string;
  readonly trend: string;
  readonly created: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly kind: string;
  readonly floor: (floor: number) => string;
  readonly floorLabel: string;
  readonly reporter: string;
  readonly assignee: string;
  readonly nobody: string;
  readonly take: string;
  readonly assign: string;
  readonly begin: string;
  readonly resolve: string;
  readonly resolution: string;
  readonly back: string;
  readonly updated: string;
}

export const issueTexts: Texts<IssueTexts> = {
  en: {
    title: "Issues",
    none: "No issue fits.",
    noOrganization: "Issues belong to organizations, and you are in none.",
    report: "Report an issue",
    close: "Close",
    all: "All",
    status: "Status",
    statuses: { open: "Open", assigned: "Assigned", in_progress: "In progress", resolved: "Resolved" },
    severity: "Severity",
    severities: { low: "Low", medium: "Medium", high: "High", critical: "Critical" },
    search: "Words in title or description",
    more: "Older ones",
    map: "Where it is warm",
    mapOf: (campus, open) => `${campus}: ${open} open`,
    campus: "Campus",
    building: "Building",
    buildingHeat: (name, open) => `${name}: ${open} open`,
    figures: "Figures",
    open: "open",
    resolved: "resolved",
    meanHours: (hours) => `${hours} h`,
    toResolve: "to resolve, on average",
    trend: "The last 30 days",
    created: "reported",
    name: "What is the matter?",
    description: "More about it",
    category: "Kind, such as plumbing",
    kind: "Kind",
    floor: (floor) => `Floor ${floor}`,
    floorLabel: "Floor",
    reporter: "Reported by",
    assignee: "Assigned to",
    nobody: "nobody",
    take: "Take it on",
    assign: "Assign to",
    begin: "Begin work",
    resolve: "Resolve",
    resolution: "What was done?",
    back: "All issues",
    updated: "Last change",
  },
  de: {
    title: "Störungen",
    none: "Keine Störung passt.",
    noOrganization: "Störungen gehören zu Organisationen, und du bist in keiner.",
    report: "Störung melden",
    close: "Schließen",
    all: "Alle",
    status: "Stand",
    statuses: { open: "Offen", assigned: "Zugewiesen", in_progress: "In Arbeit", resolved: "Behoben" },
    severity: "Schwere",
    severities: { low: "Gering", medium: "Mittel", high: "Hoch", critical: "Kritisch" },
    search: "Wörter in Titel oder Beschreibung",
    more: "Ältere",
    map: "Wo es warm ist",
    mapOf: (campus, open) => `${campus}: ${open} offen`,
    campus: "Gelände",
    building: "Gebäude",
    buildingHeat: (name, open) => `${name}: ${open} offen`,
    figures: "Zahlen",
    open: "offen",
    resolved: "behoben",
    meanHours: (hours) => `${hours} h`,
    toResolve: "im Mittel bis zur Behebung",
    trend: "Die letzten 30 Tage",
    created: "gemeldet",
    name: "Was ist los?",
    description: "Mehr dazu",
    category: "Art, etwa plumbing",
    kind: "Art",
    floor: (floor) => `Stock ${floor}`,
    floorLabel: "Stock",
    reporter: "Gemeldet von",
    assignee: "Zugewiesen an",
    nobody: "niemanden",
    take: "Übernehmen",
    assign: "Zuweisen an",
    begin: "Arbeit beginnen",
    resolve: "Beheben",
    resolution: "Was wurde getan?",
    back: "Alle Störungen",
    updated: "Letzte Änderung",
  },
};
