"""What the person does on a page with mouse and keys: selects, copies, follows links.

It knows the flow and no widget: what it wants done comes out as signals.
"""

from dataclasses import dataclass
from urllib.parse import unquote

from PySide6.QtCore import QObject, QPointF, QTimer, Signal

from app.preview.anchors import find_anchor
from app.preview.kept_looks import Seen
from app.preview.kept_places import Place
from app.preview.page_find import find_all, next_of
from app.preview.page_flow import PageFlow
from app.preview.page_selection import PageSelection
from app.preview.words import Run

_SCROLL_EVERY_MS = 30
_CLICK_SLACK = 4.0  # pixels that a hand may tremble while it clicks


@dataclass(frozen=True, slots=True)
class FocusedLink:
    """The link that the keyboard is on."""

    place: Place
    run: Run


class PageHand(QObject):
    """Turns points and keys into a selection, and into wishes.

    Signals:
        scroll_wanted(float): show the page from that many pixels on.
        repaint_wanted(): what is selected or focused is painted anew.
        selection_changed(): another text is selected.
        link_chosen(str): a link out of the page.
    """

    scroll_wanted = Signal(float)
    repaint_wanted = Signal()
    selection_changed = Signal()
    link_chosen = Signal(str)

    def __init__(self, flow: PageFlow, parent: QObject | None = None) -> None:
        """Work on ``flow``."""
        super().__init__(parent)
        self.selection = PageSelection(flow)
        self.focused: FocusedLink | None = None
        self._flow = flow
        self._pressed: QPointF | None = None
        self._pressed_link: Run | None = None
        self._at = QPointF()
        self._window_height = 0.0
        self._scroller = QTimer(self)
        self._scroller.setInterval(_SCROLL_EVERY_MS)
        self._scroller.timeout.connect(self._scroll_on)

    def press(self, point: QPointF, *, extend: bool) -> None:
        """Take up a press of the left button at ``point`` of the window."""
        self._pressed = self._at = point
        self._pressed_link = self.link_at(point)
        self.focused = None
        place = self._place_at(point)
        if place is None:
            self.selection.clear()
        elif extend:
            self.selection.extend(place)
        else:
            self.selection.begin(place)
        self._selected()

    def drag(self, point: QPointF, window_height: float) -> None:
        """Follow a move with the left button down; beyond the window's edges it scrolls."""
        if self._pressed is None:
            return
        self._at, self._window_height = point, window_height
        place = self._place_at(point)
        if place is not None:
            self.selection.extend(place)
            self._selected()
        outside = not 0.0 <= point.y() <= window_height
        if outside and not self._scroller.isActive():
            self._scroller.start()
        elif not outside:
            self._scroller.stop()

    def release(self, point: QPointF) -> None:
        """End a press; where it was a click on a link, follow it."""
        self._scroller.stop()
        pressed, self._pressed = self._pressed, None
        link = self.link_at(point)
        if pressed is None or link is None or link != self._pressed_link:
            return
        if (point - pressed).manhattanLength() <= _CLICK_SLACK:
            self.follow(link.href)

    def choose_word(self, point: QPointF) -> None:
        """Select the word at ``point``."""
        place = self._place_at(point)
        look = self._flow.look_at(place.index) if place is not None else None
        if place is not None and look is not None:
            self._choose(place, *look.word_at(place.position))

    def choose_block(self, point: QPointF) -> None:
        """Select the whole block at ``point``."""
        place = self._place_at(point)
        look = self._flow.look_at(place.index) if place is not None else None
        if place is not None and look is not None:
            self._choose(place, 0, look.length)

    def choose_all(self) -> None:
        """Select the whole page."""
        self.selection.select_all()
        self._selected()

    def link_at(self, point: QPointF) -> Run | None:
        """Return the link at ``point`` of the window, None where there is none."""
        run = self.run_at(point)
        return run if run is not None and run.href else None

    def run_at(self, point: QPointF) -> Run | None:
        """Return the styled text at ``point`` of the window."""
        seen = self._seen_at(point)
        look = self._flow.look(seen.slot) if seen is not None else None
        if seen is None or look is None:
            return None
        return look.run_at(QPointF(point.x() - self._flow.left, point.y() - seen.y))

    def follow(self, href: str) -> None:
        """Go where a link leads: to its place in the page, or out of it."""
        if not href.startswith("#"):
            self.link_chosen.emit(href)
        else:
            self.show_anchor(unquote(href[1:]))

    def show_anchor(self, name: str) -> bool:
        """Scroll to a heading or a footnote; return whether the page has it."""
        found = find_anchor(self._flow.source.stack, name)
        if found is None and self._flow.source.has_pending:
            while self._flow.source.has_pending:
                self._flow.parse_more()
            found = find_anchor(self._flow.source.stack, name)
        if found is None:
            return False
        index, href = found
        look = self._flow.look_at(index)
        y = 0.0
        if look is not None:
            y = look.ink_top
            place = next((at for at, run in look.links() if run.href == href), None)
            if href and place is not None:
                y = look.corner_of(place).y()
        self.scroll_wanted.emit(self._flow.scroll + self._flow.y_of(index) + y - self._flow.top)
        return True

    def find(self, query: str, *, backwards: bool, again: bool) -> tuple[int, int]:
        """Select the next place of ``query``; return its number, from 1, and how many there are."""
        while query and self._flow.source.has_pending:
            self._flow.parse_more()
        found = find_all(self._flow, query)
        ends = self.selection.ends() or ((0, 0), (0, 0))
        at = next_of(found, ends[1] if again and not backwards else ends[0], backwards=backwards)
        if at is None:
            self.selection.clear()
            self._selected()
            return 0, 0
        place = found[at]
        look = self._flow.look_at(place.index)
        slot = self._flow.source.stack[place.index]
        self._choose(self._flow.places.hold(slot, place.index, 0), place.start, place.end)
        corner = look.corner_of(place.start).y() if look is not None else 0.0
        y = self._flow.y_of(place.index) + corner
        if not 0.0 <= y <= self._flow.height - 2 * self._flow.top:
            self.scroll_wanted.emit(self._flow.scroll + y - self._flow.height / 3)
        return at + 1, len(found)

    def focus_link(self, *, forward: bool) -> bool:
        """Move to the next link in the window; return whether there is one."""
        links = self._links_in_window()
        if not forward:
            links.reverse()
        at = -1
        if self.focused is not None:
            here = (self.focused.place.slot, self.focused.place.position)
            ours = [(link.place.slot, link.place.position) for link in links]
            at = ours.index(here) if here in ours else -1
        self.focused = links[at + 1] if at + 1 < len(links) else None
        self.repaint_wanted.emit()
        return self.focused is not None

    def follow_focused(self) -> bool:
        """Follow the link that the keyboard is on; return whether it is on one."""
        if self.focused is None:
            return False
        self.follow(self.focused.run.href)
        return True

    def _links_in_window(self) -> list[FocusedLink]:
        links: list[FocusedLink] = []
        for seen in self._flow.seen():
            look = self._flow.look(seen.slot)
            if look is not None:
                links.extend(
                    FocusedLink(self._flow.places.hold(seen.slot, seen.index, position), run)
                    for position, run in look.links()
                )
        return links

    def _choose(self, place: Place, start: int, end: int) -> None:
        hold = self._flow.places.hold
        self.selection.begin(hold(place.slot, place.index, start))
        self.selection.extend(hold(place.slot, place.index, end))
        self._pressed = None
        self._selected()

    def _scroll_on(self) -> None:
        """Scroll while a selection is dragged beyond an edge, the faster the farther out."""
        above = min(self._at.y(), 0.0)
        below = max(self._at.y() - self._window_height, 0.0)
        self.scroll_wanted.emit(self._flow.scroll + above + below)
        place = self._place_at(self._at)
        if place is not None:
            self.selection.extend(place)
            self._selected()

    def _selected(self) -> None:
        self.repaint_wanted.emit()
        self.selection_changed.emit()

    def _seen_at(self, point: QPointF) -> Seen | None:
        """Return the block at the height of ``point``, the nearest one outside of all."""
        last: Seen | None = None
        for seen in self._flow.seen():
            if self._flow.look(seen.slot) is None:
                continue
            if last is not None and seen.y > point.y():
                break
            last = seen
        return last

    def _place_at(self, point: QPointF) -> Place | None:
        seen = self._seen_at(point)
        look = self._flow.look(seen.slot) if seen is not None else None
        if seen is None or look is None:
            return None
        at = look.position_at(QPointF(point.x() - self._flow.left, point.y() - seen.y))
        return self._flow.places.hold(seen.slot, seen.index, at)
