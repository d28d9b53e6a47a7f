"""The print sheet of a notice: what the society needs to know, on paper."""

from pathlib import Path

STYLE = Path(__file__).parents[1] / "static" / "sheet.css"


def as_pdf(page: str) -> bytes:
    """A page of HTML on paper. Raises `OSError` where Pango is missing."""
    # Imported here: a missing system library must not keep the telephone from starting.
    from weasyprint import HTML

    pdf: bytes = HTML(string=page).write_pdf(stylesheets=[STYLE])
    return pdf
