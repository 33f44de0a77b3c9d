/* The compare page: chosen roles on one chart, in one table, and whether their medians differ.

  Figures of a role come as a script, `compare/{role}.js`, that calls `jobtrends.role`. Only keys of the page's own
  list of roles become part of an address; what the URL says is looked up in lists, and else told back as text. */
(function () {
  "use strict";
  const jobtrends = window.jobtrends;
  const settings = JSON.parse(document.getElementById("compare-settings").textContent);
  const form = document.getElementById("chooser");
  const DAY = 86400000, CROWDED = 40, SHAPES_ALONG = 14, LOCAL = { median: "", hourly: "h" };
  if (!form) return;

  const known = new Map(settings.roles.map(([role, subject, held]) => [role, { role, subject, held }]));
  const loaded = new Map(), loading = new Map();
  const figure = document.getElementById("compared");
  const state = { roles: [], place: "UK", market: settings.markets[0], measure: "median" };

  const element = (name, text, attributes) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    Object.entries(attributes || {}).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  };
  const isolated = (name, text) => { const node = element(name); node.append(element("bdi", text)); return node; };
  const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
  const listed = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`);

  /* ---- figures of roles: `java`, or `java@mine` of the user's own adverts, whose role is `java` */
  const roleOf = (series) => known.get(series).role.split("@")[0];
  jobtrends.role = (held) => { if (known.has(held.role)) loaded.set(held.role, held); };

  function load(role) {
    if (!loading.has(role)) {
      loading.set(role, new Promise((resolve) => {
        const script = document.createElement("script");
        script.src = `compare/${roleOf(role)}.js`;
        script.onload = script.onerror = () => resolve(loaded.has(role));
        document.head.append(script);
      }));
    }
    return loading.get(role);
  }

  const seriesOf = (role) => {
    const held = loaded.get(role);
    return held && held.series.find((one) => one.place === state.place && one.market === state.market);
  };
  const rowsOf = (series) => series.rows || (series.rows = jobtrends.rows(series.periods));

  /* ---- the address of the page */
  function readAddress(problems) {
    const asked = new URLSearchParams(location.search || location.hash.replace(/^#/, "?"));
    const names = (asked.get("roles") || "").split(",").map((name) => name.trim()).filter(Boolean);
    const found = [...new Set(names.filter((name) => known.has(name)))];
    const unknown = [...new Set(names.filter((name) => !known.has(name)))];
    if (unknown.length) {
      problems.push(`No such role: ${unknown.slice(0, 6).map(short).join(", ")}${unknown.length > 6 ? " and others" : ""}.`);
    }
    if (found.length > settings.mostRoles) problems.push(`Only the first ${settings.mostRoles} of ${found.length} roles are shown.`);
    state.roles = found.slice(0, settings.mostRoles);
    if (!names.length) state.roles = settings.roles.slice(0, 2).map(([role]) => role);
    const places = new Set(settings.roles.flatMap(([, , held]) => held.map(([, place]) => place)));
    const choices = { place: places, market: new Set(settings.markets), measure: new Set(Object.keys(settings.measures)) };
    for (const [name, allowed] of Object.entries(choices)) {
      const value = asked.get(name);
      if (value === null) continue;
      if (allowed.has(value)) state[name] = value;
      else problems.push(`No such ${name}: ${short(value)}. Shown instead: ${name === "measure" ? settings.measures[state.measure] : state[name]}.`);
    }
  }

  function writeAddress() {
    const asked = new URLSearchParams({ roles: state.roles.join(","), place: state.place, market: state.market, measure: state.measure });
    const text = `?${asked.toString().replaceAll("%2C", ",")}`;
    try {
      history.replaceState(null, "", text);
    } catch {
      location.replace(`#${text.slice(1)}`); // browsers that let a file's address change only in its fragment
    }
  }

  /* ---- choosing */
  const ofMarket = (role) => known.get(role).held.filter(([market]) => market === state.market).map(([, place]) => place);
  function offered() {
    const held = new Set(state.roles.flatMap(ofMarket));
    return [...held].sort((one, other) => (other === "UK") - (one === "UK") || one.localeCompare(other, "en-GB"));
  }
  function fill(select, options, value) {
    select.replaceChildren(...options.map(([key, text]) => element("option", text, { value: key })));
    select.value = value;
  }

  function showChoice() {
    const list = form.querySelector(".chosen");
    list.replaceChildren(...state.roles.map((role, k) => {
      const item = element("li"), { subject } = known.get(role), remove = element("button", "×", { type: "button", "aria-label": `Remove ${subject}` });
      remove.addEventListener("click", () => {
        state.roles.splice(state.roles.indexOf(role), 1);
        update([]);
        (form.querySelectorAll(".chosen button")[Math.min(k, state.roles.length - 1)] || form.elements.add).focus();
      });
      const link = element("a", undefined, { href: `roles/${roleOf(role)}.html` });
      link.append(element("bdi", subject));
      item.append(swatch(k), link, remove);
      return item;
    }));
    const places = offered();
    if (!places.includes(state.place)) places.push(state.place);
    fill(form.elements.place, places.map((place) => [place, place]), state.place);
    fill(form.elements.market, settings.markets.map((market) => [market, market]), state.market);
    const measures = Object.entries(settings.measures).filter(([name]) => name !== "hourly" || state.market === "contract");
    fill(form.elements.measure, measures, state.measure);
    form.elements.add.disabled = state.roles.length >= settings.mostRoles;
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); add(); });
  form.elements.add.addEventListener("change", () => { if (named(form.elements.add.value)) add(); });
  for (const name of ["place", "market", "measure"]) {
    form.elements[name].addEventListener("change", (event) => {
      state[name] = event.target.value;
      if (name === "market") settle();
      update([]);
    });
  }
  const plain = (text) => text.trim().toLowerCase();
  const named = (text) => settings.roles.find(([role, subject]) => plain(subject) === plain(text) || role === plain(text));
  function settle() {
    if (state.market !== "contract" && state.measure === "hourly") state.measure = "median";
    const places = offered();
    if (places.length && !places.includes(state.place)) state.place = places[0];
  }

  function add() {
    const text = form.elements.add.value, status = form.querySelector("[role='status']");
    if (!text.trim()) return;
    const parts = [...known.values()].filter(({ subject }) => plain(subject).includes(plain(text)));
    const found = named(text) || (parts.length === 1 ? [parts[0].role, parts[0].subject] : null);
    if (!found) {
      const few = parts.slice(0, 8).map(({ subject }) => short(subject));
      status.textContent = parts.length ? `Which of them: ${few.join(", ")}${parts.length > 8 ? ", …" : ""}?` : `No role is called ${short(text)}.`;
    } else if (state.roles.includes(found[0])) {
      status.textContent = `${found[1]} is there already.`;
    } else if (state.roles.length >= settings.mostRoles) {
      status.textContent = `At most ${settings.mostRoles} roles: remove one first.`;
    } else {
      state.roles.push(found[0]);
      form.elements.add.value = "";
      status.textContent = `Added ${found[1]}.`;
      update([]);
    }
  }

  /* ---- the chart */
  const SVG = "http://www.w3.org/2000/svg";
  function drawn(...paths) {
    const drawing = document.createElementNS(SVG, "svg");
    const put = (attributes) => {
      const node = document.createElementNS(SVG, "path");
      Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
      drawing.append(node);
    };
    Object.entries({ class: "swatch", width: 26, height: 12, viewBox: "0 0 26 12", "aria-hidden": "true", focusable: "false" })
      .forEach(([key, value]) => drawing.setAttribute(key, value));
    paths.forEach(put);
    return drawing;
  }
  const swatch = (k) => drawn(
    { d: "M0 6H26", stroke: settings.palette[k], "stroke-width": 2, "stroke-dasharray": settings.dashes[k].join(" ") },
    { d: settings.shapes[k], fill: settings.palette[k] });

  const basisOf = (series) => (state.measure === "hourly" ? (series.periods.hm ? "hourly_rate" : null) : series.pay);
  const columnsOf = () => {
    if (state.measure in LOCAL) { const p = LOCAL[state.measure]; return { v: `${p}m`, n: `${p}q`, e: `${p}me`, f: `${p}mf` }; }
    return { v: state.measure === "rank" ? "r" : "s", n: "n", e: state.measure === "rank" ? "" : "se", f: "sf" };
  };
  const publisherOf = (series) => series.split("@")[1];
  const isThere = (value) => value !== null && value !== undefined;
  const monthWords = (month) => jobtrends.day(Date.parse(`${month}-01`)).slice(2);
  const monthOf = (ms) => new Date(ms).toISOString().slice(0, 7);

  /* Points of each shown role by the measure; an index starts at the first month in which all have a share above 0. */
  function pointsOf(shown) {
    const names = columnsOf();
    const each = shown.map(({ k, subject, series }) => rowsOf(series)
      .filter((row) => isThere(row[names.v]) && !(row[names.f] || "").includes("c"))
      .map((row) => ({ k, name: subject, t: row.t, v: row[names.v], n: row[names.n], e: row[names.e], f: row[names.f] || "", back: Boolean(row.back) })));
    let base = null;
    if (state.measure === "index") {
      const months = each.map((rows) => new Set(rows.filter((row) => row.v > 0).map((row) => monthOf(row.t))));
      base = [...(months[0] || [])].sort().find((month) => months.every((held) => held.has(month))) || null;
      each.forEach((rows, at) => {
        const first = rows.find((row) => row.v > 0 && monthOf(row.t) === base);
        each[at] = first ? rows.map((row) => ({ ...row, share: row.v, v: row.v / first.v * 100 })) : [];
      });
    }
    const most = Math.max(0, ...each.map((rows) => rows.length)), apart = most > CROWDED ? Math.ceil(most / SHAPES_ALONG) : 1;
    const hasBars = most <= CROWDED && state.measure !== "index";
    const bar = ({ v, e }) => (hasBars && isThere(e) ? settings.noiseFactor * e / 100 * v : null);
    const sized = each.map((rows) => rows.map((row, at) => ({
      ...row, size: (rows.length - 1 - at) % apart ? 6 : 60,
      lo: bar(row) === null ? null : Math.max(0, row.v - bar(row)), hi: bar(row) === null ? null : row.v + bar(row),
    })));
    return { points: sized.flat(), base };
  }

  const columnar = (rows) => {
    const held = {};
    for (const name of new Set(rows.flatMap((row) => Object.keys(row)))) held[name] = rows.map((row) => row[name] ?? null);
    return held;
  };
  const payWords = (shown) => settings.pay[(shown.map(({ series }) => basisOf(series)).find(Boolean)) || "annual_salary"];
  /* Whose figures are drawn: those of each publisher, once. */
  const sourceOf = (shown) => [...new Set(shown.map(({ role }) => publisherOf(role)))]
    .map((own) => (own ? `${own}: ${settings.ownLine}` : jobtrends.attribution)).join(". ");
  const FORMS = { share: "pct", index: "index", rank: "count" };
  const formOf = (basis) => (basis === "hourly_rate" ? "gbp_pence" : "gbp");

  function showChart(shown) {
    const { points, base } = pointsOf(shown), drawnRoles = shown.filter(({ k }) => points.some((row) => row.k === k));
    figure.hidden = !points.length;
    if (!points.length) return;
    const pay = payWords(shown), basis = shown.map(({ series }) => basisOf(series)).find(Boolean);
    const isPay = state.measure in LOCAL, form = isPay ? formOf(basis) : FORMS[state.measure];
    const what = isPay ? `Median ${pay[0]}` : state.measure === "index" ? "Share as an index" : settings.measures[state.measure];
    const detail = { index: `share of the period in ${base && monthWords(base)} = 100`, rank: "1 is most demanded", share: `% of all ${state.market} jobs` }[state.measure] || `£ ${pay[2]}`;
    const newest = drawnRoles.map(({ k, subject }) => {
      const own = points.filter((row) => row.k === k), last = own[own.length - 1];
      return `${subject} ${jobtrends.say(form, last.v)} in the period to ${jobtrends.day(last.t)}`;
    });
    const definition = {
      kind: "compare", unit: isPay ? basis : { share: "pct", index: "index", rank: "rank" }[state.measure],
      title: `${what}: ${listed(drawnRoles.map(({ subject }) => subject))}`,
      subtitle: `${state.place}, ${state.market}, ${detail}`,
      message: `${what}, ${state.place}, ${state.market}: ${newest.join("; ")}.`,
      fields: [["v", what, form], ...(state.measure === "index" ? [["share", "Share of jobs", "pct"]] : []),
        ["n", isPay ? "Adverts that quote pay" : "Adverts", "count"], ...(state.measure === "rank" ? [] : [["e", "Relative standard error, %", "count1"]])],
      ticks: [], datasets: { points: columnar(points) }, source: sourceOf(drawnRoles),
    };
    figure.querySelector("h2").replaceChildren(element("bdi", definition.title));
    figure.querySelector(".subtitle").textContent = definition.subtitle;
    figure.querySelector(".message").textContent = definition.message;
    const own = figure.querySelector(".own");
    if (own) own.hidden = !drawnRoles.some(({ role }) => publisherOf(role));
    figure.querySelector(".plot").setAttribute("aria-label", `${definition.message} Arrow keys walk its points.`);
    figure.querySelector(".readout").replaceChildren();
    figure.querySelector(".key").replaceChildren(...drawnRoles.map(({ k, subject }) => {
      const item = element("li");
      item.append(swatch(k), element("bdi", subject));
      return item;
    }));
    if (points.some((row) => row.lo !== null)) {
      const item = element("li");
      item.append(drawn({ d: "M13 0V12", stroke: "#52606d", "stroke-width": 1.25 }), "95% error");
      figure.querySelector(".key").append(item);
    }
    const chart = jobtrends.charts[figure.id];
    if (!chart) { jobtrends.add(figure, definition, { urls: [], of: {} }); return; }
    chart.definition = definition;
    chart.points = undefined;
    chart.at = undefined;
    jobtrends.refresh(figure.id);
  }

  /* ---- the table of the latest day they share */
  const nearest = (rows, day) => {
    const near = rows.filter((row) => Math.abs(row.t - day) <= settings.nearDays * DAY);
    return near.sort((one, other) => Math.abs(one.t - day) - Math.abs(other.t - day) || one.t - other.t)[0];
  };
  /* The latest day on which each has a period that ends near, not after the last period: the rule of `jobtrends compare`. */
  function sharedDay(shown) {
    const all = shown.map(({ series }) => rowsOf(series)), near = settings.nearDays * DAY;
    const last = Math.max(...all.map((rows) => rows[rows.length - 1].t));
    const days = [...new Set(all.flat().map((row) => Math.min(row.t + near, last)))].sort((a, b) => b - a);
    return days.find((day) => all.every((rows) => nearest(rows, day))) ?? null;
  }

  const marking = (mark) => ({ class: "mark", role: "img", "aria-label": settings.marks[mark].split(":")[0], title: settings.marks[mark] });
  function cell(value, form, marks) {
    const hidden = (marks || "").includes("c"), node = element("td");
    if (!isThere(value)) node.append(element("span", "not available", { class: "missing" }));
    else node.append(jobtrends.say(form, value));
    for (const mark of marks || "") {
      if (mark === "x" || (!isThere(value) && !hidden)) continue;
      node.append(element("abbr", `[${mark}]`, marking(mark)));
    }
    return node;
  }
  const isWeak = (marks) => (marks || "").includes("c");
  const weakness = (marks) => (marks || "").replace("b", "");
  const hidden = (node) => { node.append(element("abbr", "[c]", marking("c"))); return node; };
  const errorOf = (row, p) => (isThere(row[`${p}m`]) && isThere(row[`${p}me`]) ? row[`${p}m`] * row[`${p}me`] / 100 : null);
  const rounded = (value) => { const step = value >= 1000 ? 100 : value >= 100 ? 10 : 1; return value >= 1 ? Math.round(value / step) * step : value; };

  function showTable(shown, day) {
    const section = document.getElementById("day");
    section.hidden = day === null;
    if (day === null) return;
    section.querySelector(".note").textContent = `Of each role the period that ends nearest to ${jobtrends.day(day)}, at most ${settings.nearDays} days from it. ${state.place}, ${state.market}.`;
    const each = shown.map(({ series }) => nearest(rowsOf(series), day));
    const head = element("tr");
    head.append(element("td"), ...shown.map(({ k, subject }) => {
      const node = element("th", undefined, { scope: "col" });
      node.append(swatch(k), " ", element("bdi", subject));
      return node;
    }));
    const lines = [["Period to", (row) => element("td", jobtrends.day(row.t) + (row.back ? " (back-cast)" : ""))],
      ["Share of jobs", (row) => cell(row.s, "pct", row.sf)], ["Rank", (row) => cell(row.r, "count", weakness(row.sf))], ["Adverts", (row) => cell(row.n, "count", weakness(row.sf))]];
    for (const p of ["", "h"]) {
      const basis = p ? "hourly_rate" : shown.map(({ series }) => series.pay).find(Boolean);
      if (!basis || !shown.some(({ series }) => series.periods[`${p}m`])) continue;
      const [noun, plural, per] = settings.pay[basis];
      lines.push([`Median ${noun}, £ ${per}`, (row) => cell(row[`${p}m`], formOf(basis), row[`${p}mf`])],
        ["  standard error of it", (row) => { const error = errorOf(row, p); return isWeak(row[`${p}mf`]) ? hidden(element("td")) : error === null ? cell(null) : element("td", `± ${jobtrends.say("gbp", rounded(error))}`); }],
        [`  ${plural} quoted`, (row) => cell(row[`${p}q`], "count")]);
    }
    section.querySelector("caption").textContent = `Figures nearest to ${jobtrends.day(day)}, ${state.place}, ${state.market}`;
    section.querySelector("thead").replaceChildren(head);
    section.querySelector("tbody").replaceChildren(...lines.map(([label, make]) => {
      const row = element("tr");
      row.append(element("th", label.trim(), { scope: "row" }), ...each.map((held) => make(held)));
      return row;
    }));
    section.querySelector("table").dispatchEvent(new Event("filled", { bubbles: true }));
  }

  /* ---- whether medians differ: 1.96 standard errors of both, as trends and `jobtrends compare` have it */
  function differences(shown, day) {
    const p = LOCAL[state.measure] || "", found = [];
    const basisAt = (series) => (p ? "hourly_rate" : series.pay);
    shown.forEach((one, at) => shown.slice(at + 1).forEach((other) => {
      const [first, second] = [one, other].map(({ series }) => nearest(rowsOf(series), day));
      const [a, b] = [first, second].map((row) => row[`${p}m`]);
      if (!isThere(a) || !isThere(b) || !a || basisAt(one.series) !== basisAt(other.series)) return;
      const errors = [errorOf(first, p), errorOf(second, p)];
      const noise = errors.includes(null) ? null : settings.noiseFactor * Math.hypot(...errors);
      const hasWeak = [first, second].some((row) => isWeak(row[`${p}mf`]));
      const by = b - a, beyond = noise === null || hasWeak ? null : Math.abs(by) > noise;
      found.push({ first: one.subject, second: other.subject, by, pct: by / a * 100, noise, beyond, hasWeak, form: formOf(basisAt(one.series)) });
    }));
    return found;
  }
  const verdict = ({ by, beyond, hasWeak }) => (hasWeak ? "too few adverts to tell [c]" : beyond === null ? "noise not known"
    : beyond ? "differ beyond noise" : by === 0 ? "the same" : "within noise");

  function showDifferences(shown, day) {
    const found = day === null ? [] : differences(shown, day), section = document.getElementById("differences");
    section.hidden = !found.length;
    section.querySelector("tbody").replaceChildren(...found.map((one) => {
      const row = element("tr", undefined, { "data-beyond": String(one.beyond) });
      const sign = one.by > 0 ? "+" : one.by < 0 ? "−" : "";
      const head = isolated("th", one.second);
      head.setAttribute("scope", "row");
      const less = isolated("td", one.first), text = `${sign}${jobtrends.say(one.form, Math.abs(one.by))} (${jobtrends.say("signed_pct", one.pct)})`;
      less.setAttribute("data-label", "less that of");
      const told = (words, label) => (one.hasWeak ? hidden(element("td", undefined, { "data-label": label })) : element("td", words, { "data-label": label }));
      row.append(head, less, told(text, "Difference"),
        told(one.noise === null ? "not known" : `± ${jobtrends.say("gbp", rounded(one.noise))}`, "Noise"),
        element("td", verdict(one), { "data-label": "Verdict", ...(one.beyond ? { class: "beyond" } : {}) }));
      return row;
    }));
    if (found.length) section.querySelector("table").dispatchEvent(new Event("filled", { bubbles: true }));
  }

  /* ---- all of it */
  let turn = 0;
  async function update(told) {
    const mine = turn += 1, problems = [...told];
    showChoice();
    writeAddress();
    const arrived = await Promise.all(state.roles.map(load));
    if (mine !== turn) return;
    const shown = [];
    state.roles.forEach((role, k) => {
      const { subject } = known.get(role), series = seriesOf(role);
      if (!arrived[k]) problems.push(`The figures of ${subject} could not be loaded: compare/${role}.js is not beside this page.`);
      else if (!series) problems.push(`${subject} is not held for ${state.place}, ${state.market}.`);
      else shown.push({ role, k, subject, series });
    });
    const windows = new Set(shown.map(({ series }) => series.window));
    if (windows.size > 1) problems.push(`Windows differ: ${shown.map(({ subject, series }) => `${subject} ${series.window} months`).join(", ")}.`);
    if (state.roles.length < 2) problems.push("Add a role to compare with.");
    const day = shown.length ? sharedDay(shown) : null;
    if (shown.length > 1 && day === null) problems.push(`These roles share no date: no day has a period of each within ${settings.nearDays} days.`);
    const list = document.querySelector(".problems");
    list.replaceChildren(...problems.map((text) => element("li", text)));
    showChart(shown);
    showTable(shown, day);
    showDifferences(shown, day);
    if (shown.length && figure.hidden) list.append(element("li", `No ${settings.measures[state.measure].toLowerCase()} to draw for this choice.`));
    document.documentElement.dataset.compared = shown.map(({ role }) => role).join(",");
  }

  const first = [];
  readAddress(first);
  if (state.measure === "hourly" && state.market !== "contract") state.measure = "median";
  form.hidden = false;
  update(first);
})();
