/**
 * `<details data-menu>`: a fold that lies over the page closes like a menu, by Escape and by a press elsewhere.
 *
 * Folds that hold something to fill in are no menus: there a key must not put away what was typed.
 */
const OPEN = "details[data-menu][open]";

export function closeMenus(root: Document): void {
  const open = (): HTMLDetailsElement[] => [...root.querySelectorAll<HTMLDetailsElement>(OPEN)];
  root.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const inside = menu.contains(root.activeElement);
      menu.open = false;
      // Where the focus was would be hidden now.
      if (inside) menu.querySelector("summary")?.focus();
    }
  });
}
