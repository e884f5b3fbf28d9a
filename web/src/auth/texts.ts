import type { Texts } from "../text/language.js";

interface SignInTexts {
  readonly title: string;
  readonly about: string;
  readonly demo: string;
  readonly two: string;
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly signIn: string;
  readonly signUp: string;
  readonly other: string;
  readonly noAccount: string;
  readonly hasAccount: string;
  readonly refused: string;
  readonly taken: string;
  readonly weak: string;
  readonly failed: string;
  readonly google: string;
}

export const signInTexts: Texts<SignInTexts> = {
  en: {
    title: "Sign in",
    about: "Spaces, tools and an inbox that are live, and miss nothing.",
    demo: "Who are you?",
    two: "Open a second window and be somebody else there: what one does, the other sees at once.",
    email: "E-mail",
    password: "Password",
    name: "Your name",
    signIn: "Sign in",
    signUp: "Create an account",
    other: "With an e-mail address",
    noAccount: "No account yet?",
    hasAccount: "Already have an account?",
    refused: "That address and password do not go together.",
    taken: "There is an account with that address.",
    weak: "A password needs six characters at least.",
    failed: "Signing in did not work. Is there a network?",
    google: "Sign in with Google",
  },
  de: {
    title: "Anmelden",
    about: "Räume, Werkzeuge und ein Posteingang, die live sind und nichts verpassen.",
    demo: "Wer bist du?",
    two: "Öffne ein zweites Fenster und sei dort jemand anderes: Was die eine tut, sieht der andere sofort.",
    email: "E-Mail",
    password: "Passwort",
    name: "Dein Name",
    signIn: "Anmelden",
    signUp: "Konto anlegen",
    other: "Mit einer E-Mail-Adresse",
    noAccount: "Noch kein Konto?",
    hasAccount: "Schon ein Konto?",
    refused: "Adresse und Passwort passen nicht zusammen.",
    taken: "Mit dieser Adresse gibt es schon ein Konto.",
    weak: "Ein Passwort braucht mindestens sechs Zeichen.",
    failed: "Das Anmelden hat nicht geklappt. Gibt es ein Netz?",
    google: "Mit Google anmelden",
  },
};
