/* PNG, SVG and CSV of a chart, made in the browser of what is drawn; each carries its source and licence. */
(function () {
  "use strict";
  const jobtrends = window.jobtrends;
  const MARGIN = 16, LINE = 18, SCALE = 2;
  const SVG = "http://www.w3.org/2000/svg";
  const FONT = "Arial, sans-serif";

  const sourceOf = (chart) => chart.definition.source || jobtrends.attribution;

  /* A cell that a spreadsheet would take for a formula begins with an apostrophe. */
  jobtrends.csvCell = (value) => {
    if (value === null || value === undefined) return "";
    const text = typeof value === "string" && /^\s*[=+\-@]|^[\t\r\n]/.test(value) ? "'" + value : String(value);
    return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  jobtrends.csv = (rows) => rows.map((row) => row.map(jobtrends.csvCell).join(",") + "\r\n").join("");

  jobtrends.table = (chart) => {
    const { definition, captures } = chart, template = jobtrends.templates[definition.kind];
    const isTime = template.x[0] === "t", points = chart.points || jobtrends.points(chart);
    const isNamed = isTime && points.some((row) => row.name !== undefined);
    const heads = [isTime ? template.time[1] : "name", ...(isNamed ? ["series"] : []), ...definition.fields.map(([, label]) => label),
      "flags", "as_of", "capture_id", "page", "source"];
    return [heads, ...points.map((row) => [
      isTime ? jobtrends.iso(row.t) : row.name, ...(isNamed ? [row.name] : []), ...definition.fields.map(([name]) => row[name] ?? null),
      row.f || "", row.a ? jobtrends.iso(row.a) : "", row.s || "", (jobtrends.capture(captures, row.s) || {}).url || "",
      sourceOf(chart),
    ])];
  };

  const stem = () => (location.pathname.split("/").pop() || "chart").replace(/\.html$/, "");
  jobtrends.save = (name, blob) => {
    const link = document.createElement("a"), url = URL.createObjectURL(blob);
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  const lines = (text, width) => {
    const most = Math.max(20, Math.floor(width / 7)), found = [""];
    for (const word of text.split(/\s+/).flatMap((part) => part.match(new RegExp(`.{1,${most}}`, "gu")) || [])) {
      const last = found[found.length - 1];
      if (last && last.length + word.length >= most) found.push(word);
      else found[found.length - 1] = last ? `${last} ${word}` : word;
    }
    return found;
  };
  const words = (chart, width) => ({
    above: lines(`${chart.definition.message}`, width), below: lines(sourceOf(chart), width),
  });

  async function svg(chart) {
    const drawing = new DOMParser().parseFromString(await chart.view.toSVG(), "image/svg+xml").documentElement;
    const width = Number(drawing.getAttribute("width")), height = Number(drawing.getAttribute("height"));
    const { above, below } = words(chart, width);
    const top = MARGIN + above.length * LINE, full = top + height + below.length * LINE + MARGIN;
    const whole = document.createElementNS(SVG, "svg");
    const put = (name, attributes, text) => {
      const node = document.createElementNS(SVG, name);
      Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
      if (text) node.textContent = text;
      return whole.appendChild(node);
    };
    const size = { width: width + 2 * MARGIN, height: full };
    Object.entries({ ...size, viewBox: `0 0 ${size.width} ${full}`, role: "img" })
      .forEach(([key, value]) => whole.setAttribute(key, value));
    put("title", {}, chart.definition.message);
    put("rect", { ...size, fill: "#ffffff" });
    const write = (text, at) => put("text", { x: MARGIN, y: at, "font-family": FONT, "font-size": 12, fill: "#1b232c" }, text);
    above.forEach((text, at) => write(text, MARGIN + (at + 0.7) * LINE));
    drawing.setAttribute("x", MARGIN);
    drawing.setAttribute("y", top);
    whole.appendChild(document.importNode(drawing, true));
    below.forEach((text, at) => write(text, top + height + (at + 0.7) * LINE));
    return new Blob([new XMLSerializer().serializeToString(whole)], { type: "image/svg+xml" });
  }

  async function png(chart) {
    const drawing = await chart.view.toCanvas(SCALE);
    const width = drawing.width / SCALE, height = drawing.height / SCALE, { above, below } = words(chart, width);
    const top = MARGIN + above.length * LINE;
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    canvas.width = (width + 2 * MARGIN) * SCALE;
    canvas.height = (top + height + below.length * LINE + MARGIN) * SCALE;
    pen.scale(SCALE, SCALE);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = "#1b232c";
    pen.font = `12px ${FONT}`;
    above.forEach((text, at) => pen.fillText(text, MARGIN, MARGIN + (at + 0.7) * LINE));
    below.forEach((text, at) => pen.fillText(text, MARGIN, top + height + (at + 0.7) * LINE));
    pen.drawImage(drawing, MARGIN, top, width, height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  const csv = (chart) => new Blob(["\ufeff", jobtrends.csv(jobtrends.table(chart))], { type: "text/csv;charset=utf-8" });
  const MAKERS = { png, svg, csv };

  jobtrends.letSave = (chart) => chart.figure.querySelectorAll("button[data-save]").forEach((button) =>
    button.addEventListener("click", async () => {
      jobtrends.draw(chart.figure.id);
      jobtrends.leave(chart);
      const kind = button.dataset.save;
      jobtrends.save(`${stem()}-${chart.figure.id}.${kind}`, await MAKERS[kind](chart));
    }));
})();
