/* Tables whose rows become cards on a phone: what the style sheet cannot do for them. On a wide screen nothing is done.

  table.cards      each cell gets the name of its column as a label, and table, rows and cells say their roles, as some
                   browsers take those of a table away with its display; keys do not stop at the buttons of headings,
                   which are out of sight.
  filled           the event by which a script says that it filled such a table, or changed its headings. */
(function () {
  "use strict";
  const narrow = window.matchMedia("(max-width: 40rem)");
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  const roleOf = (node) => ROLES[node.tagName] || (node.scope.startsWith("col") ? "columnheader" : "rowheader");

  function label(table) {
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent.trim());
    for (const node of [table, table.tHead, ...table.tBodies, ...table.rows]) node.setAttribute("role", roleOf(node));
    for (const row of table.rows) {
      [...row.cells].forEach((held, at) => {
        held.setAttribute("role", roleOf(held));
        if (held.tagName === "TD" && !("label" in held.dataset)) held.dataset.label = heads[at];
      });
    }
    table.classList.add("labelled");
  }

  function fit(table) {
    if (!table.tHead || !table.tHead.rows.length) return;
    if (narrow.matches) label(table);
    table.tHead.querySelectorAll("button").forEach((button) => { button.tabIndex = narrow.matches ? -1 : 0; });
  }
  const fitAll = () => document.querySelectorAll("table.cards").forEach(fit);
  narrow.addEventListener("change", fitAll);
  document.addEventListener("filled", (event) => fit(event.target));
  fitAll();
})();
