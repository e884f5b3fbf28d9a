/** Who is signed in. In an app this is Firebase Auth: `getToken: ({ force }) => auth.currentUser?.getIdToken(force) ?? null`. */
export const getToken = (): string | null => sessionStorage.getItem("idToken");

export const uid = (): string => sessionStorage.getItem("uid") ?? "";
