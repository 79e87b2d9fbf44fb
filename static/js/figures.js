// Draws the charts by quarter anew with ECharts, so that a reader can point at a value. The page
// is whole without it: the server has drawn each chart, and the table beside it says the same.

const PAPER = ["paper", "ink", "muted", "line", "tile", "stove", "surface", "down"];

/** The page's colours as they are at this moment. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(PAPER.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** So many pixels as `rem` are at this moment, which a reader who wants large text makes more. */
function pixels(rem) {
  return rem * parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** The rows of the table beside `frame`: names, numbers (null: not known) and their words. */
function rowsBeside(frame) {
  const rows = [...frame.parentElement.querySelectorAll("tbody tr")];
  return rows.map((row) => {
    const cell = row.querySelector("td");
    const value = cell.dataset.value;
    return {
      name: row.querySelector("th").dataset.name,
      value: value === "" || value === undefined ? null : Number(value),
      text: cell.textContent,
    };
  });
}

function optionOf(frame, rows) {
  const { paper, ink, muted, line, tile, stove, surface, down } = colours();
  const target = Number(frame.dataset.target);
  const unit = frame.dataset.unit;
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    grid: { left: pixels(3.25), right: pixels(1), top: pixels(1.5), bottom: pixels(1.875) },
    textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: pixels(0.8) },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // as HTML it would carry styles that our policy refuses
      backgroundColor: surface,
      borderColor: line,
      textStyle: { color: ink, fontSize: pixels(0.875) },
      formatter: ([point]) => `${rows[point.dataIndex].name}  ${rows[point.dataIndex].text}`,
    },
    xAxis: {
      type: "category",
      data: rows.map((row) => row.name),
      axisLabel: { color: muted, fontSize: pixels(0.75) },
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      scale: true,
      max: unit === "%" ? ({ max }) => Math.min(100, Math.ceil(max)) : undefined,
      axisLabel: {
        color: muted,
        fontSize: pixels(0.75),
        formatter: `{value}${unit}`,
        hideOverlap: true,
        showMaxLabel: false, // 100 % is no step of every scale
      },
      splitLine: { lineStyle: { color: line } },
    },
    series: [
      {
        type: "line",
        data: rows.map((row) => ({
          value: row.value,
          itemStyle: row.value !== null && row.value < target ? { color: down } : { color: tile },
        })),
        symbolSize: pixels(0.7),
        symbol: "circle",
        lineStyle: { color: tile, width: 2 },
        label: {
          show: true,
          color: ink,
          fontSize: pixels(0.8),
          formatter: ({ value }) => `${value}${unit}`,
          textBorderColor: paper, // a rim, so that no line crosses the words
          textBorderWidth: 4,
        },
      },
      {
        type: "line",
        data: rows.map(() => target),
        symbol: "none",
        lineStyle: { color: stove, type: "dashed", width: 2 },
        tooltip: { show: false },
      },
    ],
  };
}

function draw(frame) {
  const rows = rowsBeside(frame);
  if (rows.every((row) => row.value === null)) return;
  frame.classList.add("chart-drawn");
  frame.textContent = "";
  const chart = window.echarts.init(frame, null, { renderer: "svg" });
  chart.setOption(optionOf(frame, rows));
  frame.querySelector("svg")?.setAttribute("aria-hidden", "true");
  new ResizeObserver(() => chart.resize()).observe(frame);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    chart.setOption(optionOf(frame, rows)),
  );
}

if (window.echarts) {
  document.querySelectorAll('[data-chart="dots"]').forEach(draw);
}
