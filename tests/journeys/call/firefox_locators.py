"""How elements are found in a tab of Firefox: by role, label, text or selector, as Playwright finds them."""

import re
from typing import Any

Step = dict[str, Any]
Words = str | re.Pattern[str]


class LocatorMethods:
    """Playwright's methods to find elements; each step narrows the one before."""

    def _within(self, step: Step) -> Any:
        raise NotImplementedError

    def locator(self, css: str) -> Any:
        """By a selector."""
        return self._within({"css": css})

    def get_by_role(self, role: str, *, name: Words = "", exact: bool = False) -> Any:
        """By what it is to a screen reader, and its name there."""
        return self._within({"role": role, **self.saying("name", name, exact=exact)})

    def get_by_label(self, words: Words, *, exact: bool = False) -> Any:
        """A field, by the words beside it."""
        return self._within(self.saying("label", words, exact=exact))

    def get_by_text(self, words: Words, *, exact: bool = False) -> Any:
        """The smallest elements that say so."""
        return self._within(self.saying("text", words, exact=exact))

    @staticmethod
    def saying(what: str, words: Words, *, exact: bool = False) -> Step:
        """A step that asks for words, anywhere and in whatever case unless `exact`, or for a pattern."""
        if isinstance(words, re.Pattern):
            return {what: words.pattern, "flags": "i" if words.flags & re.IGNORECASE else ""}
        pattern = re.escape(words)
        return {what: f"^{pattern}$", "flags": ""} if exact else {what: pattern, "flags": "i"}


# The elements that a list of steps leads to.
FIND = """(steps) => {
  const roles = {
    button: "button, summary, [role=button]", link: "a[href]", heading: "h1, h2, h3, h4",
    textbox: "textarea, input:not([type]), input[type=text], input[type=email]",
    checkbox: "input[type=checkbox]", status: "[role=status], output",
  };
  const said = (one) => (one.textContent ?? "").replace(/\\s+/g, " ").trim();
  const labels = (one) => [...(one.labels ?? [])].map(said).join(" ");
  const named = (one) => one.ariaLabel ?? (labels(one) || said(one));
  const fits = (pattern, { flags }) => (words) => new RegExp(pattern, flags).test(words);
  const ways = {
    css: (one, { css }) => one.matches(css),
    role: (one, step) =>
      one.matches(roles[step.role]) && one.checkVisibility() && fits(step.name, step)(named(one)),
    label: (one, step) => one.matches("input, textarea, select") && fits(step.label, step)(named(one)),
    text: (one, step) =>
      !one.matches("script, style") && fits(step.text, step)(said(one)) &&
      ![...one.children].some((child) => fits(step.text, step)(said(child))),
  };
  return steps.reduce((found, step) => {
    if (step.first) return found.slice(0, 1);
    if (step.holds) return found.filter((one) => fits(step.holds, step)(said(one)));
    const way = Object.keys(ways).find((name) => name in step);
    const within = new Set(found.flatMap((one) => [...one.querySelectorAll("*")]));
    return [...within].filter((one) => ways[way](one, step));
  }, document.body ? [document.body] : []);
}"""

# Where in the window the one element is, once it stays there and nothing lies above it; null until then.
READY = f"""async (steps) => {{
  const [one, another] = ({FIND})(steps);
  if (!one || another || !one.checkVisibility() || one.disabled) return null;
  one.scrollIntoView({{ block: "center", behavior: "instant" }});
  const place = () => one.getClientRects()[0];
  const before = place();
  await new Promise((done) => requestAnimationFrame(done));
  const after = place();
  if (!before || !after || before.x !== after.x || before.y !== after.y) return null;
  const [x, y] = [after.x + after.width / 2, after.y + after.height / 2].map(Math.floor);
  const above = document.elementFromPoint(x, y);
  return above && (one.contains(above) || above.closest("label")?.control === one) ? {{ x, y }} : null;
}}"""
