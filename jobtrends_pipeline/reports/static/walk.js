/* Pointing at a chart and walking it by keys: a ring, a tooltip, and a line below with the link to the page held. */
(function () {
  "use strict";
  const jobtrends = window.jobtrends;
  const FAR_ASIDE = 0.05;

  jobtrends.capture = (captures, id) => {
    const held = id && captures && captures.of[id];
    const url = held && captures.urls[held[0]];
    return url && /^https?:\/\//.test(url) ? { url, origin: held[1] } : null;
  };

  /* What is said of a point: its heading, and label and text of each field, flag and vintage. */
  jobtrends.sayPoint = (chart, row) => {
    const { definition } = chart;
    const [when] = jobtrends.templates[definition.kind].time;
    const head = row.name ? String(row.name) : `${when} ${jobtrends.day(row.t)}`;
    const said = definition.fields.filter(([name]) => row[name] !== null && row[name] !== undefined)
      .map(([name, label, form]) => [label, jobtrends.say(form, row[name])]);
    for (const mark of row.f || "") said.push([`[${mark}]`, jobtrends.marks[mark].split(":")[0]]);
    if (row.back) said.push(["Back-cast", "printed by later pages only"]);
    if (row.t && row.name) said.unshift([when, jobtrends.day(row.t)]);
    if (row.a) said.push(["As of", jobtrends.day(row.a)]);
    return { head, said };
  };

  const middle = (scale, fields, row) => fields.reduce((sum, name) => sum + scale(row[name]), 0) / fields.length
    + (scale.bandwidth ? scale.bandwidth() / 2 : 0);
  function place(chart, row) {
    const template = jobtrends.templates[chart.definition.kind];
    return [middle(chart.view.scale("x"), template.x, row), middle(chart.view.scale("y"), template.y, row)];
  }

  function nearest(chart, event) {
    const drawing = chart.figure.querySelector(".stage svg"), box = drawing.getBoundingClientRect();
    const shrink = box.width / drawing.viewBox.baseVal.width, [left, top] = chart.view.origin();
    const padding = chart.view.padding();
    const x = (event.clientX - box.left) / shrink - left - padding.left;
    const y = (event.clientY - box.top) / shrink - top - padding.top;
    const { near } = jobtrends.templates[chart.definition.kind];
    const aside = { x: [1, FAR_ASIDE], y: [FAR_ASIDE, 1], xy: [1, 1] }[near];
    let best = null, least = Infinity;
    chart.points.forEach((row, at) => {
      const [px, py] = place(chart, row);
      const distance = aside[0] * (px - x) ** 2 + aside[1] * (py - y) ** 2;
      if (distance < least) [best, least] = [at, distance];
    });
    return best;
  }

  const element = (name, className, text) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  };

  function tip(chart, row) {
    const plot = chart.figure.querySelector(".plot"), { head, said } = jobtrends.sayPoint(chart, row);
    const box = plot.querySelector(".tip") || plot.appendChild(element("div", "tip"));
    const list = element("dl");
    said.forEach(([label, text]) => list.append(element("dt", "", label), element("dd", "", text)));
    const title = element("strong");
    title.append(element("bdi", "", head));
    box.replaceChildren(title, list);
    const drawing = plot.querySelector(".stage svg"), shrink = drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
    const [x, y] = place(chart, row), [left, top] = chart.view.origin(), padding = chart.view.padding();
    const across = (x + left + padding.left) * shrink, down = (y + top + padding.top) * shrink;
    const room = plot.clientWidth - box.offsetWidth;
    box.style.left = `${Math.max(0, Math.min(room, across > room - 18 ? across - box.offsetWidth - 18 : across + 18))}px`;
    box.style.top = `${Math.max(0, down - box.offsetHeight / 2)}px`;
  }

  function readout(chart, row) {
    const line = chart.figure.querySelector(".readout"), { head, said } = jobtrends.sayPoint(chart, row);
    const strong = element("strong");
    strong.append(element("bdi", "", head));
    line.replaceChildren(strong, `: ${said.map(([label, text]) => `${label} ${text}`).join("; ")}.`);
    const capture = jobtrends.capture(chart.captures, row.s);
    if (capture) {
      const link = element("a", "", "Page at the source");
      link.href = capture.url;
      link.rel = "noreferrer";
      line.append(" ", link);
    }
    if (row.s) line.append(` (capture ${row.s}${capture ? `, ${capture.origin}` : ""})`);
  }

  function point(chart, at, isChosen) {
    if (at === null || !chart.points.length) return;
    chart.at = at;
    const row = chart.points[at];
    chart.view.data("here", [{ ...row }]).run();
    tip(chart, row);
    if (isChosen) readout(chart, row);
  }

  jobtrends.leave = (chart) => {
    const box = chart.figure.querySelector(".tip");
    if (box) box.remove();
    if (chart.view) chart.view.data("here", []).run();
  };

  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  function pressed(chart, event) {
    const last = chart.points.length - 1;
    const target = event.key in STEPS
      ? Math.max(0, Math.min(last, chart.at === undefined ? last : chart.at + STEPS[event.key]))
      : { Home: 0, End: last, Enter: chart.at ?? last, " ": chart.at ?? last }[event.key];
    if (event.key === "Escape") jobtrends.leave(chart);
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    point(chart, target, true);
  }

  jobtrends.letWalk = (chart) => {
    const plot = chart.figure.querySelector(".plot");
    plot.addEventListener("pointermove", (event) => point(chart, nearest(chart, event), false));
    plot.addEventListener("click", (event) => point(chart, nearest(chart, event), true));
    plot.addEventListener("pointerleave", () => jobtrends.leave(chart));
    plot.addEventListener("blur", () => jobtrends.leave(chart));
    plot.addEventListener("keydown", (event) => pressed(chart, event));
  };
})();
