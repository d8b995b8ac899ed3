"""The rows as a picture: small bar charts side by side, written as SVG."""

import math
from collections.abc import Sequence
from html import escape

from tests.bench.picture.row import Row

_COLOURS = {"alongside": "#2f6f4f", "tigervnc": "#d08c2f", "chromium": "#4a7ab5", "aiortc-stock": "#9a9a9a"}
_CHARTS = (
    ("Latency p50, ms", "latency_p50_ms"),
    ("Pictures shown, 1/s", "pictures_per_s"),
    ("CPU, both ends, % of a core", "cpu_percent"),
    ("On the line, bytes/s", "bytes_per_s"),
    ("Exact after, ms (no bar: never)", "exact_after_ms"),
    ("Memory, both ends, MiB", "rss_mib"),
)
_BAR_PX, _GAP_PX, _CHART_HEIGHT_PX, _LABEL_PX = 15, 18, 200, 54
_FLOOR = 0.1  # below that a bar on a logarithmic scale has no height


def svg_of(rows: Sequence[Row], title: str) -> str:
    """All charts under each other, bars on a logarithmic scale with their value written on top."""
    tools = [tool for tool in _COLOURS if any(row.tool == tool for row in rows)]
    scenarios = list(dict.fromkeys(row.scenario for row in rows))
    found = {(row.tool, row.scenario): row for row in rows}
    group_px = len(tools) * _BAR_PX + _GAP_PX
    width_px = max(640, 40 + len(scenarios) * group_px)
    height_px = 70 + len(_CHARTS) * (_CHART_HEIGHT_PX + _LABEL_PX)
    size = f'width="{width_px}" height="{height_px}" viewBox="0 0 {width_px} {height_px}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="DejaVu Sans, sans-serif" font-size="12">',
        f'<rect width="{width_px}" height="{height_px}" fill="#ffffff"/>',
        f'<text x="20" y="24" font-size="15" font-weight="bold">{escape(title)}</text>',
    ]
    for place, tool in enumerate(tools):
        x = 20 + place * 130
        parts.append(f'<rect x="{x}" y="38" width="12" height="12" fill="{_COLOURS[tool]}"/>')
        parts.append(f'<text x="{x + 18}" y="49">{escape(tool)}</text>')
    for index, (caption, name) in enumerate(_CHARTS):
        base_y = 70 + index * (_CHART_HEIGHT_PX + _LABEL_PX) + _CHART_HEIGHT_PX
        values = {key: getattr(row, name) for key, row in found.items()}
        top = max((value for value in values.values() if value), default=1.0)
        parts.append(f'<text x="20" y="{base_y - _CHART_HEIGHT_PX + 14}" font-weight="bold">{escape(caption)}</text>')
        parts.append(f'<line x1="20" x2="{width_px - 20}" y1="{base_y}" y2="{base_y}" stroke="#888888"/>')
        for column, scenario in enumerate(scenarios):
            left = 28 + column * group_px
            parts.append(f'<text x="{left}" y="{base_y + 18}">{escape(scenario)}</text>')
            for place, tool in enumerate(tools):
                value = values.get((tool, scenario))
                if value is not None:
                    parts += _bar(left + place * _BAR_PX, base_y, value, top, _COLOURS[tool])
    return "\n".join([*parts, "</svg>", ""])


def _bar(x: float, base_y: float, value: float, top: float, colour: str) -> list[str]:
    span = math.log10(max(top, 10 * _FLOOR) / _FLOOR)
    height = max(1.0, math.log10(max(value, _FLOOR) / _FLOOR) / span * (_CHART_HEIGHT_PX - 70))
    y = base_y - height
    label = f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
    return [
        f'<rect x="{x:.0f}" y="{y:.1f}" width="{_BAR_PX - 2}" height="{height:.1f}" fill="{colour}"/>',
        f'<text font-size="9" transform="translate({x + 10:.0f} {y - 4:.1f}) rotate(-90)">{label}</text>',
    ]
