import { asAnswer } from "../calls/call.js";

/** What is used of IndexedDB: the types of browsers are not those of Node and workers, where this runs, too. */
export interface Asked<Result> {
  readonly result: Result;
  readonly error: Error | null;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}
export interface Opening extends Asked<Database> {
  onupgradeneeded: (() => void) | null;
}
export interface Database {
  createObjectStore(name: string, options: { autoIncrement: boolean }): Rows<unknown>;
  transaction(name: string, mode?: "readwrite"): Transaction;
  close(): void;
  onversionchange: (() => void) | null;
}
interface Transaction {
  objectStore<Row>(name: string): Rows<Row>;
  readonly error: Error | null;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
}
export interface Rows<Row> {
  createIndex(name: string, field: string, options?: { unique: boolean }): unknown;
  index(name: string): {
    openCursor(key: string): Asked<Cursor<Row> | null>;
    getAll(key: string): Asked<Row[]>;
  };
  add(row: Row): Asked<unknown>;
}
export interface Cursor<Row> {
  readonly value: Row;
  update(row: Row): Asked<unknown>;
  delete(): Asked<unknown>;
}

interface Factory {
  open(name: string, version: number): Opening;
}

/** @throws where there is none */
export function openDatabase(name: string): Opening {
  const factory = asAnswer<Factory | undefined>(Reflect.get(globalThis, "indexedDB"));
  if (!factory) throw new Error("there is no IndexedDB here");
  return factory.open(name, 1);
}
