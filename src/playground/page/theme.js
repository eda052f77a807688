// Dark or light: as the system says, until somebody chooses; the choice is remembered in this browser.

const KEY = "playground-theme";

export function restoreTheme() {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
}

export function switchTheme() {
  const { dataset } = document.documentElement;
  const now = dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  dataset.theme = now === "dark" ? "light" : "dark";
  localStorage.setItem(KEY, dataset.theme);
}
