/* The engine: draws what the page's `chart-data` blocks hold, when it comes into view.

Global API (`window.jobtrends`), for scripts of other pages that run after this one:
  charts             by anchor: {figure, definition, captures, view}; view (a Vega view) once it is drawn.
  add(figure, definition, captures)  a chart into a `figure.chart`; it is drawn when it comes into view.
  draw(anchor)       draw now. refresh(anchor)  draw anew what changed in its definition.
  rows(columns)      columns of a chart-data block as rows.
  points(chart)      rows that are drawn and walked, as the definition says now.
  say(form, value)   a figure in UK print. day(ms) and iso(ms)  a date: 15 Feb 2026, 2026-02-15.
A definition is what `embedded.chart_data` writes of a `charts.Chart`; `day` in it is the vintage to show, in ms.
A chart's `span` is the first and the last moment to show of it, in ms; without it all are shown.
Nothing here evaluates text as code, adds styles as text, or asks for anything outside the page. */
(function () {
  "use strict";
  const jobtrends = window.jobtrends;
  const AHEAD = "400px";
  const ERRORS_ONLY = 1; // Vega warns of every data set that is empty
  jobtrends.charts = {};
  jobtrends.rows = (columns) => {
    const names = Object.keys(columns);
    const count = names.length ? columns[names[0]].length : 0;
    return Array.from({ length: count }, (_, at) => Object.fromEntries(names.map((name) => [name, columns[name][at]])));
  };

  const minus = (text) => text.replace("-", "−");
  const number = (value, least, most, sign) => minus(new Intl.NumberFormat("en-GB",
    { minimumFractionDigits: least, maximumFractionDigits: most, signDisplay: sign || "negative" }).format(value));
  const share = (value) => (value > 0 && value < 0.1 ? 3 : 2);
  const FORMS = {
    gbp: (value) => "£" + number(value, 0, value % 1 ? 2 : 0),
    gbp_whole: (value) => "£" + number(value, 0, 0),
    gbp_pence: (value) => "£" + number(value, 2, 2),
    pct3: (value) => number(value, 3, 3) + "%",
    pct: (value) => number(value, share(value), share(value)) + "%",
    signed_pct: (value) => number(value, 2, 2, "exceptZero") + "%",
    pp: (value) => number(value, 2, 2, "exceptZero") + " points",
    count: (value) => number(value, 0, 0),
    count1: (value) => number(value, 1, 1),
    signed_count: (value) => number(value, 0, 0, "exceptZero"),
    times: (value) => number(value, 1, 1) + " times",
    index: (value) => number(value, 1, 1),
    text: (value) => String(value),
  };
  jobtrends.say = (form, value) => FORMS[form](value);
  jobtrends.day = (ms) => new Intl.DateTimeFormat("en-GB",
    { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(ms).replace("Sept", "Sep");
  jobtrends.iso = (ms) => new Date(ms).toISOString().slice(0, 10);

  /* Firsts of months to label between two moments: the smallest step that gives no more than fit. */
  function timeTicks(points, width) {
    const moments = points.map((row) => row.t);
    const month = (ms) => { const at = new Date(ms); return at.getUTCFullYear() * 12 + at.getUTCMonth(); };
    const last = month(Math.max(...moments)), most = Math.max(3, Math.floor(width / 72));
    const first = month(Math.min(...moments)) + 1;
    for (const step of [1, 2, 3, 6, 12, 24, 36, 60, 120]) {
      const ticks = [];
      for (let at = Math.ceil(first / step) * step; at <= last; at += step) {
        ticks.push(Date.UTC(Math.floor(at / 12), at % 12));
      }
      if (ticks.length <= most) return ticks;
    }
    return [];
  }

  const within = ({ span }, rows) => (span ? rows.filter((row) => span[0] <= row.t && row.t <= span[1]) : rows);
  jobtrends.points = (chart) => {
    const template = jobtrends.templates[chart.definition.kind];
    return chart.definition.prints
      ? jobtrends.knownPoints(chart.definition)
      : within(chart, jobtrends.rows(chart.definition.datasets[template.walked] || {}));
  };

  /* Rows by name of the template's data, and the values of its signals, for a plot of a width. */
  function filling(chart, width) {
    const { definition } = chart, template = jobtrends.templates[definition.kind];
    const data = { here: [] };
    for (const [name, columns] of Object.entries(definition.datasets)) data[name] = within(chart, jobtrends.rows(columns));
    data[template.walked] = chart.points = jobtrends.points(chart);
    if (definition.prints) jobtrends.besidePoints(data, chart.points);
    const isTime = template.x[0] === "t";
    return {
      data,
      signals: {
        unit: definition.unit,
        names: template.y[0] === "name" ? chart.points.map((row) => row.name) : [],
        ticks: isTime ? timeTicks(chart.points, width) : definition.ticks,
      },
    };
  }

  const plotOf = (chart) => chart.figure.querySelector(".plot");
  const widthOf = (chart) => Math.max(160, Math.round(plotOf(chart).clientWidth)
    - jobtrends.templates[chart.definition.kind].room);

  jobtrends.draw = (anchor) => {
    const chart = jobtrends.charts[anchor];
    if (chart.view) return;
    const template = jobtrends.templates[chart.definition.kind], width = widthOf(chart);
    const { data, signals } = filling(chart, width);
    const spec = {
      ...template.vega, width,
      data: template.vega.data.map((held) => (held.name in data ? { ...held, values: data[held.name] } : held)),
      signals: template.vega.signals.map((held) => (held.name in signals ? { ...held, value: signals[held.name] } : held)),
    };
    const stage = document.createElement("div");
    stage.className = "stage";
    stage.setAttribute("aria-hidden", "true");
    plotOf(chart).replaceChildren(stage);
    chart.view = new vega.View(vega.parse(spec, null, { ast: true }),
      { expr: vega.expressionInterpreter, renderer: "svg", logLevel: ERRORS_ONLY }).initialize(stage).run();
    chart.width = width;
    jobtrends.letWalk(chart);
  };

  jobtrends.refresh = (anchor) => {
    const chart = jobtrends.charts[anchor];
    if (!chart.view) return;
    const { data, signals } = filling(chart, chart.width = widthOf(chart));
    const { vega: { data: held } } = jobtrends.templates[chart.definition.kind];
    for (const { name } of held) if (name in data) chart.view.data(name, data[name]);
    for (const [name, value] of Object.entries(signals)) chart.view.signal(name, value);
    chart.view.width(chart.width).run();
    jobtrends.leave(chart);
  };

  const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const chart = jobtrends.charts[target.closest("figure").id];
    if (chart.view && target.clientWidth && widthOf(chart) !== chart.width) jobtrends.refresh(chart.figure.id);
  }));
  const inView = new IntersectionObserver((entries) => entries.forEach(({ isIntersecting, target }) => {
    if (!isIntersecting) return;
    inView.unobserve(target);
    jobtrends.draw(target.closest("figure").id);
  }), { rootMargin: AHEAD });

  jobtrends.add = (figure, definition, captures) => {
    const chart = jobtrends.charts[figure.id] = { figure, definition, captures };
    jobtrends.letSave(chart);
    inView.observe(plotOf(chart));
    resized.observe(plotOf(chart));
  };

  const drawAll = () => Object.values(jobtrends.charts).forEach((chart) => {
    if (plotOf(chart).clientWidth) jobtrends.draw(chart.figure.id);
  });
  window.addEventListener("beforeprint", drawAll);
  window.matchMedia("print").addEventListener("change", drawAll);
})();
