"""A speed report as text for people; computes nothing but what is shown."""

from collections.abc import Iterator, Sequence

from engine.bench.speed_report import Comparison, PartFigures, SpeedReport, Times
from engine.sizes import size_text


def format_speed(report: SpeedReport) -> str:
    """Return the report as lines of text and tables."""
    lines = [
        *_heading(report),
        "",
        *_first_draft_and_memory(report),
        "",
        *_steps(report),
        "",
        *_parts(report),
    ]
    return "\n".join(lines) + "\n"


def _heading(report: SpeedReport) -> Iterator[str]:
    """Say what was measured, and where."""
    model, machine = report.model, report.machine
    stored = f"recipe {model.recipe}" if model.recipe else model.dtype
    random = ", random weights" if model.synthetic else ""
    yield (
        f"{model.name}: {model.layers} layers, {_short(model.parameters)} weights in "
        f"{size_text(model.weight_bytes)}, {stored}{random}"
    )
    threads = f", {machine.threads} threads" if machine.device == "cpu" else ""
    yield f"{machine.device_name}{threads}, {machine.date}"
    triton = f", triton {machine.triton}" if machine.triton else ""
    yield f"torch {machine.torch}, transformers {machine.transformers}{triton}"
    yield (
        f"{model.prompt_tokens:,} prompt tokens, canvas of {model.canvas_tokens}, "
        f"measured {model.repetitions} x, seed {model.seed}"
    )


def _first_draft_and_memory(report: SpeedReport) -> Iterator[str]:
    """Say how soon there is a draft, and what it all took."""
    first, peak = report.first_draft, report.peak
    prompt = f"{first.prompt.median_ms:.2f} ms"
    yield f"first draft   {_times(first.whole)}, of which reading the prompt took {prompt}"
    held = "unknown" if peak.nbytes is None else f"{peak.nbytes / 1e9:.2f} GB"
    yield f"peak memory   {held}: {peak.counted}"


def _steps(report: SpeedReport) -> Iterator[str]:
    """Say what each number of steps gives."""
    alone = {rival.steps: rival for rival in report.autoregressive.comparison.rivals}
    generate = {rival.steps: rival for rival in report.generate.rivals}
    titles = ("steps", "ms a step", "p95", "tokens/s", "x one a pass", "x generate")
    rows = []
    for figures in report.steps:
        other = generate.get(figures.steps)
        rows.append(
            (
                str(figures.steps),
                f"{figures.step.median_ms:.2f}",
                f"{figures.step.p95_ms:.2f}",
                f"{figures.tokens_per_second:,.0f}",
                f"{alone[figures.steps].ratio:.2f}",
                "-" if other is None else f"{other.ratio:.2f}",
            )
        )
    yield from _table(titles, rows)
    yield "tokens/s: canvas tokens over the time of all steps, each handed out; no prompt"
    yield (
        f"one a pass: {report.autoregressive.tokens_per_second:,.0f} tokens/s, "
        f"{_times(report.autoregressive.token)} a token; "
        f"{report.autoregressive.comparison.counted}"
    )
    yield f"generate: {_generate(report.generate)}"


def _generate(comparison: Comparison) -> str:
    """Say what `generate` took."""
    times = ", ".join(
        f"{rival.theirs:.3g} s against {rival.ours:.3g} s at {rival.steps} steps"
        for rival in comparison.rivals
    )
    return f"{times}; {comparison.counted}" if times else comparison.counted


def _parts(report: SpeedReport) -> Iterator[str]:
    """Hold the parts of a step against the roof."""
    roof = report.roof
    yield (
        f"roof: copy {roof.copy_gb_per_second:,.1f} GB/s (read and written both counted), "
        f"matmul {roof.matmul_tflop_per_second:,.2f} TFLOP/s in {roof.dtype}"
    )
    titles = ("part of a step", "MB", "GFLOP", "floor ms", "measured ms", "ratio")
    yield from _table(titles, [_part(part) for part in report.parts])


def _part(part: PartFigures) -> tuple[str, ...]:
    return (
        part.part,
        f"{part.nbytes / 1e6:,.1f}",
        f"{part.gflop:,.2f}",
        f"{part.floor_ms:.3f}",
        "-" if part.measured_ms is None else f"{part.measured_ms:.3f}",
        "-" if part.ratio is None else f"{part.ratio:.1f}",
    )


def _short(count: int) -> str:
    """Return a large number with three digits: "4.17 million"."""
    return f"{count / 1e9:.3g} billion" if count >= 1e9 else f"{count / 1e6:.3g} million"


def _times(times: Times) -> str:
    return f"{times.median_ms:.2f} ms (p95 {times.p95_ms:.2f})"


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows of aligned columns, the first to the left."""
    whole = [titles, *rows]
    widths = [max(len(row[column]) for row in whole) for column in range(len(titles))]
    for row in whole:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells)
