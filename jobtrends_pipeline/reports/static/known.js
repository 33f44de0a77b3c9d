/* Series as known on a day: the rule of the published macros trend_demand_as_of and trend_pay_as_of.

  published(a)             the day, in ms, on which a page was published: the day after its period end.
  known(prints, day)       of every period that pages published by the day print: the print of the newest of them; prints
                           without any figure count only where no page prints one. `back` says that no page printed
                           the period on its own day.
  knownPoints(definition)  the periods of them that can be drawn, with what is said of each. */
(function () {
  "use strict";
  const jobtrends = window.jobtrends;
  const NOISE_FACTOR = 1.96, CROWDED = 40, FLAGS_ABREAST = 14;

  jobtrends.published = (periodEnd) => periodEnd + 24 * 60 * 60 * 1000;

  jobtrends.known = (prints, day) => {
    const best = new Map(), first = new Map();
    prints.t.forEach((t, at) => {
      if (jobtrends.published(prints.a[at]) > day) return;
      const held = best.get(t), isPrinted = prints.printed[at];
      if (held === undefined || isPrinted > prints.printed[held]
        || (isPrinted === prints.printed[held] && prints.a[at] > prints.a[held])) best.set(t, at);
      const begun = first.get(t);
      if (begun === undefined || isPrinted > begun.isPrinted
        || (isPrinted === begun.isPrinted && prints.a[at] < begun.a)) first.set(t, { a: prints.a[at], isPrinted });
    });
    const names = Object.keys(prints);
    return [...best.entries()].sort((one, other) => one[0] - other[0]).map(([t, at]) => {
      const row = Object.fromEntries(names.map((name) => [name, prints[name][at]]));
      return { ...row, back: first.get(t).a > t };
    });
  };

  jobtrends.knownPoints = (definition) => {
    const newest = jobtrends.published(Math.max(...definition.prints.a)), day = definition.day || newest;
    const drawn = jobtrends.known(definition.prints, day).filter((row) => row.v !== null && row.f !== "c");
    const breaks = day >= newest ? definition.broken || {} : {};
    const isCrowded = drawn.length > CROWDED;
    const points = drawn.map((row) => {
      const error = row.e === null || row.e === undefined ? null : NOISE_FACTOR * row.e / 100 * row.v;
      return {
        ...row, f: row.f + (breaks[row.t] ? "b" : ""), size: isCrowded ? 14 : 56, flag: "",
        lo: error === null ? null : Math.max(0, row.v - error), hi: error === null ? null : row.v + error,
      };
    });
    if (!isCrowded) flag(points);
    return points;
  };

  /* Flags above points; points too close for text of their own share one, at the last of them. */
  function flag(points) {
    const room = points.length ? (points[points.length - 1].t - points[0].t) / FLAGS_ABREAST : 0;
    let group = "";
    points.forEach((row, at) => {
      group += row.f;
      if (at + 1 < points.length && points[at + 1].t - row.t < room) return;
      row.flag = [..."ucb"].filter((mark) => group.includes(mark)).join("");
      group = "";
    });
  }

  /* A band never spans a period that does not print both its ends; a lone one is a rule. */
  function band(points, low, high) {
    const held = points.map((row) => row[low] != null && row[high] != null);
    let run = 0;
    return points.flatMap((row, at) => {
      if (!held[at]) { run += 1; return []; }
      return [{ t: row.t, lo: row[low], hi: row[high], run, alone: !held[at - 1] && !held[at + 1] }];
    });
  }

  jobtrends.besidePoints = (data, points) => {
    data.outer = band(points, "p10", "p90");
    data.inner = band(points, "p25", "p75");
    const last = points.length ? points[points.length - 1].t : 0;
    data.breaks = (data.breaks || []).filter((row) => row.t <= last);
  };
})();
