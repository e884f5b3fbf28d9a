// Before the first paint: a page that has chosen dark must not flash white.
try {
  const theme = localStorage.getItem("firecast-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: the system's theme it is.
}
