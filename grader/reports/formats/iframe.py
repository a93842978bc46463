"""A page inside another one, such as a notebook: in a frame of its own, so that neither styles the other.

The page keeps its policy, and the frame allows no scripts.
"""

from typing import Final

from markupsafe import Markup

HEIGHT: Final = 720
"""Height in pixels until the reader drags the lower edge: without scripts, the frame cannot fit the page."""

STYLE: Final = "box-sizing:border-box;width:100%;height:100%;border:1px solid #8884;border-radius:8px"


def framed(page: str, title: str) -> str:
    """Return the frame for a page whose links all point within the page."""
    page = page.replace('href="#', 'href="about:srcdoc#')
    frame = Markup(
        '<div style="height:{}px;resize:vertical;overflow:hidden;padding-bottom:12px">'
        '<iframe title="{}" sandbox="" srcdoc="{}" style="{}"></iframe></div>'
    )
    return str(frame.format(HEIGHT, title, page, STYLE))
