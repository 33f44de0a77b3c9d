/* What starts a page: its charts are added, and its as-of pickers let readers go back to what was known on a day. */
(function () {
  "use strict";
  const jobtrends = window.jobtrends;
  document.documentElement.classList.add("scripted");

  document.querySelectorAll("script.chart-data").forEach((block) => {
    const { charts, captures } = JSON.parse(block.textContent);
    for (const [anchor, definition] of Object.entries(charts)) {
      jobtrends.add(document.getElementById(anchor), definition, captures);
    }
  });

  /* `showAsOf(section, day)`: all series of a section as known on a day, in ms; null for all that is held. */
  jobtrends.showAsOf = (section, day) => {
    for (const chart of seriesOf(section)) {
      chart.definition.day = day;
      chart.points = jobtrends.points(chart);
      const vintage = chart.figure.querySelector(".vintage-shown");
      vintage.textContent = day === null ? vintage.dataset.newest : `as known on ${jobtrends.day(day)}`;
      chart.figure.classList.toggle("is-past", day !== null);
      jobtrends.refresh(chart.figure.id);
    }
  };
  const seriesOf = (section) => Object.values(jobtrends.charts)
    .filter((chart) => chart.definition.prints && section.contains(chart.figure));

  function sayKnown(section) {
    return seriesOf(section).map((chart) => {
      const last = chart.points[chart.points.length - 1];
      if (!last) return `${chart.definition.title}: nothing that can be drawn`;
      const [name, label, form] = chart.definition.fields[0];
      return `${label} ${jobtrends.say(form, last[name])} (period to ${jobtrends.day(last.t)})`;
    }).join("; ");
  }

  document.querySelectorAll(".as-of").forEach((picker) => {
    const section = picker.closest(".target"), slider = picker.querySelector("input"), said = picker.querySelector("output");
    const reset = picker.querySelector("button");
    const ends = [...new Set(seriesOf(section).flatMap((chart) => chart.definition.prints.a))].sort((a, b) => a - b);
    const days = ends.map(jobtrends.published);
    if (days.length < 2) { picker.remove(); return; }
    slider.max = days.length - 1;
    slider.value = slider.max; // a value beyond the maximum would be cut
    const show = () => {
      const at = Number(slider.value), isNewest = at === days.length - 1;
      jobtrends.showAsOf(section, isNewest ? null : days[at]);
      slider.setAttribute("aria-valuetext", jobtrends.day(days[at]));
      const when = isNewest ? `All that is held, to ${jobtrends.day(ends[at])}` : `As known on ${jobtrends.day(days[at])}`;
      said.textContent = `${when}: ${sayKnown(section)}.`;
      reset.hidden = isNewest;
    };
    slider.addEventListener("input", show);
    reset.addEventListener("click", () => { slider.value = days.length - 1; show(); slider.focus(); });
    show();
  });
})();
