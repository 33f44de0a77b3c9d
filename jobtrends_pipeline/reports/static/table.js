/* Tables that can be sorted by their headings, and searched. Without this script they simply stand there.

  table.sortable   a heading with `data-first` sorts by `data-sort` of its cells, by the number they begin with,
                   or by the row's heading with `data-text`; rows without a value stand last in either order.
  .table-tools     its search box shows the rows of all such tables whose heading contains the words, its radio
                   buttons the market; how many are shown is announced. */
(function () {
  "use strict";
  const OTHER = { ascending: "descending", descending: "ascending" };
  const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const headOf = (row) => row.querySelector("th[scope='row']").textContent.trim();

  function keyOf(row, column, isText) {
    const held = row.cells[column];
    if (isText) return headOf(row);
    const text = held.dataset.sort ?? held.textContent.trim().replaceAll(",", "").replace("−", "-");
    const number = held.dataset.sort === undefined ? parseFloat(text) : Number(text);
    if (!text || (held.dataset.sort === undefined && Number.isNaN(number))) return null;
    return Number.isNaN(number) ? text : number;
  }

  const compared = (one, other) => (typeof one === "number" && typeof other === "number"
    ? one - other : collator.compare(one, other));

  function sort(table, head) {
    const column = head.cellIndex, isText = "text" in head.dataset;
    const order = OTHER[head.getAttribute("aria-sort")] || head.dataset.first;
    const sign = order === "ascending" ? 1 : -1, body = table.tBodies[0];
    const keyed = [...body.rows].map((row) => [keyOf(row, column, isText), row]);
    keyed.sort(([one], [other]) => {
      if (one === null || other === null) return (one === null) - (other === null);
      return sign * compared(one, other);
    });
    table.tHead.querySelectorAll("th[aria-sort]").forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
    body.append(...keyed.map(([, row]) => row));
  }

  /* A button inside the heading is what is clicked, and what Enter and Space press; on a phone, where headings are
     not shown, a list above the table chooses the order. */
  function letSort(table) {
    const heads = [...table.tHead.querySelectorAll("th[data-first]")];
    for (const head of heads) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sorter";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => { sort(table, head); choose.selectedIndex = heads.indexOf(head); });
    }
    const choose = document.createElement("select"), label = document.createElement("label");
    label.className = "sort-by";
    heads.forEach((head) => choose.add(new Option(head.textContent)));
    choose.selectedIndex = Math.max(0, heads.findIndex((head) => head.hasAttribute("aria-sort")));
    choose.addEventListener("change", () => {
      const head = heads[choose.selectedIndex];
      head.removeAttribute("aria-sort");
      sort(table, head);
    });
    label.append("Sort by ", choose);
    table.closest(".scroll").before(label);
    if (table.classList.contains("cards")) table.dispatchEvent(new Event("filled", { bubbles: true }));
  }

  function letSearch(tools) {
    const box = tools.querySelector("input[type='search']"), status = tools.querySelector("[role='status']");
    const parts = [...document.querySelectorAll("[data-market-part]")];
    const rows = [...document.querySelectorAll("table.sortable > tbody > tr")].map((row) => ({
      row, words: plain(headOf(row)), part: row.closest("[data-market-part]"),
    }));
    const count = (number) => number.toLocaleString("en-GB");
    const tell = (shown, all) => (shown === all ? count(all) : `${count(shown)} of ${count(all)}`);
    const show = () => {
      const wanted = plain(box.value).split(/\s+/).filter(Boolean);
      const chosen = tools.querySelector("input[type='radio']:checked"), market = chosen ? chosen.value : "";
      const counts = new Map();
      for (const part of parts) part.hidden = Boolean(market) && part.dataset.marketPart !== market;
      for (const { row, words, part } of rows) {
        row.hidden = !wanted.every((word) => words.includes(word));
        if (part && part.hidden) continue;
        const held = counts.get(part) || counts.set(part, { shown: 0, all: 0 }).get(part);
        held.all += 1;
        held.shown += row.hidden ? 0 : 1;
      }
      for (const [part, { shown }] of counts) if (part) part.classList.toggle("is-empty", !shown);
      const said = [...counts].map(([part, { shown, all }]) => `${tell(shown, all)}${part ? ` ${part.dataset.marketPart}` : ""}`);
      status.textContent = `${said.join(" and ")} ${tools.dataset.what}`;
    };
    let waiting = 0;
    box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 80); });
    tools.addEventListener("change", show);
    tools.addEventListener("submit", (event) => { event.preventDefault(); show(); });
    tools.hidden = false;
    show();
  }

  document.documentElement.classList.add("scripted");
  document.querySelectorAll("table.sortable").forEach(letSort);
  document.querySelectorAll(".table-tools").forEach(letSearch);
})();
