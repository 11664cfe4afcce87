// What a browser knows about the page before it, for the checks in this folder.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const name = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const box = (element) => element.getBoundingClientRect();
  const style = (element) => getComputedStyle(element);
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const onPage = (element) => shown(element) && !element.matches(".skip");

  const inRunningText = (link) => {
    const around = link.closest("p, li, dd, td, th, address, pre, h2");
    if (!link.matches("a") || style(link).display !== "inline" || !around) return false;
    return around.textContent.trim().length > link.textContent.trim().length;
  };
  const hiddenOnPurpose = (element) => element.closest(".visually-hidden, .skip, svg");

  window.measures = {
    overflow: () => document.documentElement.scrollWidth - innerWidth,

    clipped: () =>
      all("body *").filter((element) => {
        const { overflowX, overflowY } = style(element);
        if (hiddenOnPurpose(element) || !shown(element) || element.matches("input")) return false;
        const cutsX = ["hidden", "clip"].includes(overflowX);
        const cutsY = ["hidden", "clip"].includes(overflowY);
        return (
          (cutsX && element.scrollWidth > element.clientWidth + 1) ||
          (cutsY && element.scrollHeight > element.clientHeight + 1)
        );
      }).map(name),

    small: () =>
      all(CONTROLS).filter(onPage).filter((element) => !inRunningText(element))
        .filter((element) => box(element).width < 24 || box(element).height < 24)
        .map((element) => `${name(element)} ${box(element).width}×${box(element).height}`),

    low: () =>
      all(".btn, .input").filter(onPage).filter((element) => box(element).height < 44).map(name),

    borderless: () =>
      all(CONTROLS).filter(onPage).filter((element) => {
        const { borderTopStyle, borderTopWidth, textDecorationLine } = style(element);
        const native = element.matches("[type=radio], [type=checkbox]");
        const border = borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0;
        return !native && !border && !textDecorationLine.includes("underline");
      }).map(name),

    moving: () =>
      all("*").filter((element) =>
        style(element).transitionDuration.split(",").some((time) => parseFloat(time) > 0) ||
        style(element).animationName !== "none").map(name),

    // On paper: what could only be pressed, and what was on the screen and is missing.
    pressable: () => all("button, input, select, textarea, nav a, .skip").filter(shown).map(name),

    contents: () =>
      all("main :is(h1, table, dl)").filter(shown).filter((element) => !element.closest(".screen-only"))
        .map((element) => element.textContent.trim().slice(0, 40)),

    skippedHeadings: () => {
      const levels = all("h1, h2, h3, h4, h5, h6").filter(shown).map((h) => Number(h.tagName[1]));
      return levels.filter((level, at) => at > 0 && level > levels[at - 1] + 1);
    },

    restyle: (css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = css ? [sheet] : [];
    },

    // Keyboard: where a journey with the Tab key has been.
    begin: () => {
      window.stops = [];
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute("tabindex");
    },

    stop: () => {
      const element = document.activeElement;
      if (element === document.body || element === window.stops[0]) return null;
      if (window.stops.includes(element)) return { trap: name(element) };
      const before = window.stops.at(-1);
      const following = Node.DOCUMENT_POSITION_FOLLOWING;
      window.stops.push(element);
      const { top, bottom, left, right } = box(element);
      return {
        name: name(element),
        text: element.textContent.trim(),
        inOrder: !before || Boolean(before.compareDocumentPosition(element) & following),
        outline: style(element).outlineStyle === "solid" ? parseFloat(style(element).outlineWidth) : 0,
        inside: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
      };
    },
  };
})();
