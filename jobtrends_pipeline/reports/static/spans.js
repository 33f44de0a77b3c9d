/* Spans of time of charts with many years: buttons below the chart, and dragging across it.

A span is `chart.span`, which the engine draws; also what is walked and saved is of the span. */
(function () {
  "use strict";
  const jobtrends = window.jobtrends;
  const YEARS = [10, 5, 2], DAY = 24 * 60 * 60 * 1000;
  const LEAST_DRAG = 12, LEAST_SPAN = 180 * DAY; // pixels; less is a click
  const isLong = (chart) => chart.definition.kind === "monthly";

  function wholeOf(chart) {
    const { t } = chart.definition.datasets.points;
    return [Math.min(...t), Math.max(...t)];
  }

  const yearsBefore = (moment, years) => {
    const at = new Date(moment);
    return Date.UTC(at.getUTCFullYear() - years, at.getUTCMonth(), at.getUTCDate());
  };

  /* Buttons of a chart; `show` draws a span, or all, and marks the button it is of. */
  function addSpans(chart) {
    const [first, last] = wholeOf(chart), plot = chart.figure.querySelector(".plot");
    const box = document.createElement("div"), said = document.createElement("output");
    box.className = "spans";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `Span of time: ${chart.definition.title}`);
    const button = (text, act) => {
      const made = box.appendChild(document.createElement("button"));
      made.type = "button";
      made.textContent = text;
      made.addEventListener("click", act);
      return made;
    };
    const show = (span) => {
      chart.span = span;
      chart.at = undefined;
      chart.points = jobtrends.points(chart);
      jobtrends.refresh(chart.figure.id);
      const [from, to] = span || [first, last];
      said.textContent = `${jobtrends.day(from)} to ${jobtrends.day(to)}; drag across the chart to look closer`;
      lengths.forEach(([made, start]) => made.setAttribute("aria-pressed", String(from === start && to === last)));
      earlier.disabled = from <= first;
      later.disabled = to >= last;
    };
    const move = (by) => {
      const [from, to] = chart.span || [first, last], length = to - from;
      const start = Math.max(first, Math.min(last - length, from + by * length / 2));
      show([start, start + length]);
    };
    const lengths = [[button("All", () => show(null)), first]];
    for (const years of YEARS) {
      const start = yearsBefore(last, years);
      if (start > first) lengths.push([button(`${years} years`, () => show([start, last])), start]);
    }
    const earlier = button("Earlier", () => move(-1)), later = button("Later", () => move(1));
    box.append(said);
    plot.after(box);
    show(null);
    letDrag(chart, plot, show);
  }

  /* The moments at two places across a drawn plot, in order. */
  function momentsAt(chart, places) {
    const drawing = chart.figure.querySelector(".stage svg"), box = drawing.getBoundingClientRect();
    const shrink = box.width / drawing.viewBox.baseVal.width, scale = chart.view.scale("x");
    const left = chart.view.origin()[0] + chart.view.padding().left, [first, last] = wholeOf(chart);
    return places.map((place) => Number(scale.invert((place - box.left) / shrink - left)))
      .map((moment) => Math.max(first, Math.min(last, moment))).sort((one, other) => one - other);
  }

  function letDrag(chart, plot, show) {
    let start = null, shade = null;
    const leave = () => { start = null; if (shade) shade.remove(); shade = null; };
    plot.addEventListener("pointerdown", (event) => { if (chart.view && event.button === 0) start = event.clientX; });
    plot.addEventListener("pointermove", (event) => {
      if (start === null || Math.abs(event.clientX - start) < LEAST_DRAG) return;
      if (!shade) {
        shade = plot.appendChild(document.createElement("div"));
        shade.className = "dragged";
        plot.setPointerCapture(event.pointerId);
      }
      shade.style.left = `${Math.min(start, event.clientX) - plot.getBoundingClientRect().left}px`;
      shade.style.width = `${Math.abs(event.clientX - start)}px`;
    });
    plot.addEventListener("pointerup", (event) => {
      const dragged = shade && momentsAt(chart, [start, event.clientX]);
      leave();
      if (dragged && dragged[1] - dragged[0] >= LEAST_SPAN) show(dragged);
    });
    plot.addEventListener("pointercancel", leave);
  }

  Object.values(jobtrends.charts).filter(isLong).forEach(addSpans);
})();
