"use strict";
// The page of a run: side by side, folds, theme, keys; and where a server is there, comments and its progress.
// Text is only ever moved or set as text; nothing here makes markup from words.
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const root = document.documentElement;

  // -- theme: as the system has it until the button is used
  const turn = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = root.dataset.theme || (dark ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
  };
  one("#theme")?.addEventListener("click", turn);

  // -- side by side: each table is drawn anew from its own rows when it is open, and put back as it was
  let sides = false;
  const inline = new Map();

  const cell = (text, name) => {
    const made = document.createElement("td");
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };

  const pairs = (rows) => {
    const body = document.createElement("tbody");
    let removed = [];
    let added = [];
    const line = (left, right) => {
      const row = document.createElement("tr");
      for (const [source, number, kind] of [[left, 0, "removed"], [right, 1, "added"]]) {
        const name = source && source.className === kind ? kind : "";
        row.append(cell(source ? source.cells[number].textContent : "", "number"));
        row.append(cell(source ? source.cells[3].textContent : "", name));
      }
      body.append(row);
    };
    const flush = () => {
      for (let at = 0; at < Math.max(removed.length, added.length); at += 1) line(removed[at], added[at]);
      removed = [];
      added = [];
    };
    for (const row of rows) {
      if (row.className === "removed") removed.push(row);
      else if (row.className === "added") added.push(row);
      else {
        flush();
        if (row.className === "same") line(row, row);
        else body.append(row.cloneNode(true));
      }
    }
    flush();
    return body;
  };

  // -- the widths of the two sides stand above all rows, whatever the first of them is
  const columns = () => {
    const made = document.createElement("colgroup");
    for (let at = 0; at < 4; at += 1) made.append(document.createElement("col"));
    return made;
  };

  const draw = (table) => {
    if (!table.closest("details").open || table.classList.contains("sides") === sides) return;
    if (sides) {
      inline.set(table, table.tBodies[0]);
      table.tBodies[0].replaceWith(pairs(table.tBodies[0].rows));
      table.prepend(columns());
    } else {
      table.tBodies[0].replaceWith(inline.get(table));
      table.querySelector("colgroup").remove();
    }
    table.classList.toggle("sides", sides);
  };
  const turnSides = () => {
    sides = !sides;
    one("#sides").setAttribute("aria-pressed", String(sides));
    all("table.diff").forEach(draw);
  };
  one("#sides")?.addEventListener("click", turnSides);
  all("details.file").forEach((file) => file.addEventListener("toggle", () => draw(file.querySelector("table"))));

  // -- folds
  const fold = (open) => () => all("details.file").forEach((file) => { file.open = open; });
  one("#open-all")?.addEventListener("click", fold(true));
  one("#fold-all")?.addEventListener("click", fold(false));
  all(".names a").forEach((link) => link.addEventListener("click", () => {
    one(link.getAttribute("href")).open = true;
  }));

  // -- keys, where nobody is typing
  let at = -1;
  const go = (by) => {
    const files = all("details.file");
    if (!files.length) return;
    at = Math.min(Math.max(at + by, 0), files.length - 1);
    files[at].querySelector("summary").focus();
    files[at].scrollIntoView({ block: "start" });
  };
  const keys = { j: () => go(1), k: () => go(-1), s: turnSides, d: turn };
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    keys[event.key]();
    event.preventDefault();
  });

  // -- a click on a line's number puts its place into the note
  const note = one("#note");
  if (note) {
    document.addEventListener("click", (event) => {
      const clicked = event.target.closest("table.diff td:not([colspan])");
      if (!clicked || !/^\d+$/.test(clicked.textContent) || clicked.cellIndex > 2) return;
      const path = clicked.closest("table").dataset.path;
      note.value += `${note.value && !note.value.endsWith("\n") ? "\n" : ""}${path}:${clicked.textContent}: `;
      note.focus();
    });
  }

  // -- verdicts are asked twice
  all("form[data-ask]").forEach((form) => form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.ask)) event.preventDefault();
  }));

  // -- while the run is at work, look every second whether it has ended
  const working = one("[data-working]");
  if (working) {
    const look = async () => {
      try {
        const told = await (await fetch("state")).json();
        working.textContent = told.said;
        if (!told.working) location.reload();
      } catch {
        working.textContent = "devflow no longer answers. `devflow review` shows the run.";
        return;
      }
      setTimeout(look, 1000);
    };
    setTimeout(look, 1000);
  }
})();
