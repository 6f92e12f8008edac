"""Replays a run: its drawer, and each step in the text and on the page as it was during the run.

The document is not touched. A run whose text stands in no document is shown in the drawer alone.
It must not know the engine and no file.
"""

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.edit_flow import FlowState
from app.main_window import MainWindow
from app.replay import Track, read_track
from app.replay_player import ReplayPlayer
from app.replay_time import SPEEDS, USUAL_SPEED, Speed, timeline
from app.settings_store import SettingsStore
from app.tab import Tab
from app.workspace import Workspace
from engine.recording import Recording

NO_DOCUMENT = "Its text is in no document now: select it here to copy it"
NO_DRAFT = "This run broke off without a draft"
_PAGE_MS = 50  # that a hand rests on the scrubber before the page follows: it looks at the text


class Replay(QObject):
    """What it replays is a recording of the review in front, or one that it was handed.

    Signals:
        closed(): the drawer is shut, and the keyboard is back in the text.
        export_wanted(Recording, Track, Speed): the person wants it as a file, at that speed.
        export_unwanted(): not after all.
    """

    closed = Signal()
    export_wanted = Signal(object, object, object)
    export_unwanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        store: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._drawer = window.replay
        self._workspace = workspace
        self._store = store
        self._tab: Tab | None = None  # in which the steps are shown; None: in the drawer
        self._recording: Recording | None = None
        self._track: Track | None = None
        self._index = 0
        self._speed = USUAL_SPEED
        self._player = ReplayPlayer(self)
        self._player.frame_reached.connect(self._show)
        self._player.playing_changed.connect(self._drawer.controls.show_playing)
        self._rendering = QTimer(self, singleShot=True, interval=_PAGE_MS)
        self._rendering.timeout.connect(self._render)
        self._drawer.sought.connect(self._seek)
        self._drawer.asked.connect(self._do)
        self._drawer.speed_chosen.connect(self._choose_speed)
        self.refresh()

    @property
    def is_open(self) -> bool:
        """Return whether the drawer is open."""
        return self._track is not None

    @property
    def playing(self) -> bool:
        """Return whether it moves by itself."""
        return self._player.playing

    @property
    def speed(self) -> Speed:
        """Return how fast it plays."""
        return self._speed

    @property
    def index(self) -> int:
        """Return the index of the frame that is shown."""
        return self._index

    @Slot()
    def refresh(self) -> None:
        """Offer a replay where the review in front has a recording, or the drawer is open."""
        command = self._window.commands.replay
        command.setEnabled(self.is_open or self._own_recording() is not None)
        command.setChecked(self.is_open)

    @Slot()
    def toggle(self) -> None:
        """Open the replay of the review in front, or close the one that is open."""
        recording = self._own_recording()
        if self.is_open:
            self.close()
        elif recording is not None:
            self._open(recording, self._workspace.current)
        self.refresh()

    def show(self, recording: Recording) -> bool:
        """Replay ``recording``; return whether it has any step.

        In the text where its draft is the one under review in front, else in the drawer alone.
        """
        own = recording == self._own_recording()
        return self._open(recording, self._workspace.current if own else None)

    @Slot()
    def close(self) -> None:
        """Shut the drawer: the text shows the review again and has the keyboard."""
        if not self.is_open:
            return
        tab = self._tab
        had_keyboard = self._drawer.isAncestorOf(self._window.focusWidget() or self._window)
        self._leave()
        if self._window.drawer.currentWidget() is self._drawer:
            self._window.drawer.hide()
        if had_keyboard:
            (tab or self._workspace.current).editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self.refresh()

    @Slot()
    def note_drawer(self) -> None:
        """Another panel may have taken the drawer."""
        if self._window.drawer.currentWidget() is not self._drawer:
            self.close()

    @Slot(object)
    def note_tab(self, tab: Tab) -> None:
        """Another tab is in front: steps that are shown in a text are shown no longer."""
        if self._tab is not None and self._tab is not tab:
            self.close()
        self.refresh()

    def note_review(self, tab: Tab) -> None:
        """The review in ``tab`` has moved on: follow it to another variant, or let it be seen."""
        review = tab.flow.review
        if tab is self._tab and self._recording is not None and self._track is not None:
            same = review is not None and self._own_recording() == self._recording
            if same and review is not None and review.draft.variant != self._track.variant:
                self._open(self._recording, tab)
            else:
                self.close()
        self.refresh()

    def note_entered(self, tab: Tab) -> None:
        """The person goes to edit the draft in ``tab``: they must see the draft, and no step."""
        if tab is self._tab:
            self.close()

    def note_state(self, tab: Tab) -> None:
        """The edit in ``tab`` runs, or is over."""
        if tab is self._tab and tab.flow.state is not FlowState.REVIEWING:
            self.close()
        self.refresh()

    def _own_recording(self) -> Recording | None:
        """Return the recording of the review in front, if there is one."""
        if not len(self._workspace):
            return None
        flow = self._workspace.current.flow
        return flow.recording if flow.state is FlowState.REVIEWING else None

    def _open(self, recording: Recording, tab: Tab | None) -> bool:
        review = None if tab is None else tab.flow.review
        draft = recording.draft if review is None else review.draft
        track = read_track(recording, draft.variant if draft is not None else 0)
        if track is None:
            return False
        if self.is_open:
            self._leave()
        self._tab, self._recording, self._track = tab, recording, track
        drawer = self._drawer
        drawer.show_track(track, with_text=tab is None)
        drawer.show_speed(self._speed)
        self._window.open_drawer(drawer)
        self._set_timeline()
        self._show(len(track.frames) - 1 if draft is None else track.place_of(draft))
        self._player.seek(self._index)
        drawer.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.refresh()
        return True

    def _leave(self) -> None:
        """Show no step any more."""
        self._player.pause()
        self._rendering.stop()
        tab = self._tab
        self._tab = self._recording = self._track = None
        if tab is not None:
            tab.run.end_replay()

    @Slot(int)
    def _seek(self, index: int) -> None:
        """Go to frame ``index`` because the person wants it; what plays stands still."""
        if self._track is None:
            return
        self._player.pause()
        self._see()
        index = max(0, min(index, len(self._track.frames) - 1))
        self._player.seek(index)
        if index != self._index:
            self._show(index)

    def _see(self) -> None:
        """Bring the draft into sight, now that the person looks for its steps."""
        if self._tab is not None:
            self._tab.run.see_draft()

    @Slot(int)
    def _show(self, index: int) -> None:
        track = self._track
        if track is None:
            return
        self._index = index
        self._drawer.show_frame(index)
        self._drawer.actions_row.set_takeable(self._why_not(track))
        if self._tab is not None:
            self._tab.run.show_replayed(track.steps, index)
            if not (self._player.playing and self._rendering.isActive()):
                self._rendering.start()

    @Slot()
    def _render(self) -> None:
        """Let the page catch up with the editor."""
        if self._track is not None and self._tab is not None:
            self._tab.run.render_replayed(self._track.frames[self._index].step)

    def _why_not(self, track: Track) -> str:
        if track.draft is None:
            return NO_DRAFT
        return NO_DOCUMENT if self._tab is None else ""

    @Slot(str)
    def _do(self, what: str) -> None:
        """Do what a key or a button of the drawer asks for."""
        match what:
            case "first":
                self._seek(0)
            case "back":
                self._seek(self._index - 1)
            case "on":
                self._seek(self._index + 1)
            case "last":
                self._seek(self._drawer.slider.maximum())
            case "play":
                self._play()
            case "faster" | "slower":
                self._change_speed(1 if what == "faster" else -1)
            case "take":
                self._take()
            case "close":
                self.close()
            case "cancel":
                self.export_unwanted.emit()
            case _:
                self.export_wanted.emit(self._recording, self._track, self._speed)

    def _play(self) -> None:
        if self._player.playing:
            self._player.pause()
        else:
            self._see()
            self._set_timeline()  # motion may have been reduced meanwhile
            self._player.play()

    def _take(self) -> None:
        """Close the replay and review the draft of the step that was shown."""
        tab, track = self._tab, self._track
        draft = None if track is None else track.draft_at(self._index)
        if tab is None or draft is None:
            return
        self.close()
        tab.flow.offer(draft)

    def _change_speed(self, by: int) -> None:
        place = SPEEDS.index(self._speed) + by
        self._choose_speed(SPEEDS[max(0, min(place, len(SPEEDS) - 1))])

    @Slot(object)
    def _choose_speed(self, speed: Speed) -> None:
        self._speed = speed
        self._drawer.show_speed(speed)
        self._set_timeline()

    def _set_timeline(self) -> None:
        if self._track is not None:
            calm = self._store.settings.reduced_motion
            self._player.set_timeline(timeline(self._track.steps, self._speed, calm=calm))
