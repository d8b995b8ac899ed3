// Draws charts over tables of days: reads the numbers from the table, which stays the truth, and asks nobody anything.
"use strict";
(() => {
  const language = document.documentElement.lang;
  const shortDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
  const longDay = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
  const count = new Intl.NumberFormat(language);

  const instant = (seconds) => new Date(seconds * 1000);
  const minutes = (seconds) => {
    const whole = Math.round(seconds);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };

  const numbersOf = (table, column) => {
    const days = [];
    const values = [];
    for (const row of table.querySelectorAll("tbody tr[data-day]")) {
      const text = row.querySelector(`td[data-column="${column}"]`).dataset.value;
      days.push(Date.parse(`${row.dataset.day}T00:00:00Z`) / 1000);
      values.push(text === "" ? null : Number(text));
    }
    return [days, values];
  };

  const draw = (figure) => {
    const isBars = figure.dataset.kind === "bars";
    const numbers = numbersOf(document.getElementById(figure.dataset.table), figure.dataset.column);
    const said = figure.querySelector("output");
    const place = document.createElement("div");
    place.setAttribute("aria-hidden", "true");
    figure.append(place);
    figure.classList.add("drawn");

    const words = (value) => (isBars ? count.format(value) : minutes(value));
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const tellUnder = (chart) => {
      const at = chart.cursor.idx;
      const value = at === null || at === undefined ? null : numbers[1][at];
      said.textContent = value === null || value === undefined
        ? "" : `${longDay.format(instant(numbers[0][at]))}: ${words(value)} ${figure.dataset.said}`.trim();
    };

    let chart = null;
    const build = () => {
      if (chart !== null) chart.destroy();
      const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 }, font: "13px system-ui, sans-serif" };
      chart = new uPlot({
        width: place.clientWidth,
        height: 220,
        tzDate: (seconds) => uPlot.tzDate(instant(seconds), "Etc/UTC"),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        scales: { y: { range: (_, least, most) => [0, Math.max(most || 0, isBars ? 4 : 60) * 1.08] } },
        axes: [
          { ...axis, grid: { show: false }, space: 70, incrs: [1, 2, 7, 14, 30, 61, 91, 182, 365].map((days) => days * 86400), values: (_, splits) => splits.map((seconds) => shortDay.format(instant(seconds))) },
          { ...axis, size: 56, incrs: isBars ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000] : [15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 43200, 86400], values: (_, splits) => splits.map(words) },
        ],
        series: [
          {},
          isBars
            ? { fill: colour("--accent"), stroke: colour("--accent"), width: 0, paths: uPlot.paths.bars({ size: [0.7, 40] }), points: { show: false } }
            : { stroke: colour("--accent"), width: 2, spanGaps: false, points: { show: true, size: 5, fill: colour("--accent"), stroke: colour("--accent") } },
        ],
        hooks: { setCursor: [tellUnder] },
      }, numbers, place);
    };

    build();
    new ResizeObserver(() => {
      if (place.clientWidth > 0 && place.clientWidth !== chart.width) chart.setSize({ width: place.clientWidth, height: 220 });
    }).observe(figure);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", build);
  };

  for (const figure of document.querySelectorAll("figure.chart")) draw(figure);
})();
