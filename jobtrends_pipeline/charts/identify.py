"""Recognition of the layout of an image by size, kind of file and legend."""

from jobtrends_pipeline.charts.container import Container
from jobtrends_pipeline.charts.errors import UnknownLayoutError
from jobtrends_pipeline.charts.frame import axis_end, legend_hash
from jobtrends_pipeline.charts.layouts import LAYOUTS, Layout
from jobtrends_pipeline.charts.picture import Pixels


def check_container(container: Container) -> None:
    """Check that some layout comes in files of this size and kind.

    Raises:
        UnknownLayoutError: if none does.
    """
    if not _layouts(container):
        raise UnknownLayoutError(file_key(container))


def find_layout(pixels: Pixels, container: Container) -> Layout:
    """Return the layout of an image.

    Raises:
        UnknownLayoutError: if no layout has its legend.
    """
    legends = {layout: legend_hash(pixels, layout) for layout in _layouts(container)}
    for layout, legend in legends.items():
        if legend in layout.legends:
            return layout
    raise UnknownLayoutError(image_key(pixels, container))


def image_key(pixels: Pixels, container: Container) -> str:
    """Return the key of a layout: file, legend, end of the axis line."""
    facts = []
    for layout in _layouts(container):
        end = axis_end(pixels, layout)
        facts.append(f"legend {legend_hash(pixels, layout)}, " + (f"axis to {end}" if end else "no axis line"))
    return ", ".join([file_key(container), *dict.fromkeys(facts)])


def _layouts(container: Container) -> list[Layout]:
    return [one for one in LAYOUTS if one.size == container.size and container.kind in one.containers]


def file_key(container: Container) -> str:
    """Return the key of a file: size, kind and type of colour."""
    return f"{container.size[0]}x{container.size[1]} {container.kind} {container.colour}"
