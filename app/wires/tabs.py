"""Tabs, and what each of them tells while it is in front."""

from collections.abc import Callable

from app.program import Program
from app.tab import Tab


def wire(program: Program) -> None:
    """Connect."""
    workspace, bar = program.workspace, program.window.tab_bar
    workspace.tab_added.connect(program.view.dress)
    workspace.tab_added.connect(program.shelf.add)
    workspace.tab_added.connect(lambda tab: _wire_tab(program, tab))
    workspace.tab_removed.connect(program.shelf.remove)
    workspace.tab_removed.connect(lambda tab: program.queue.remove_flow(tab.flow))
    workspace.tab_titled.connect(program.shelf.retitle)
    workspace.tab_titled.connect(program.status.show_tab)
    workspace.current_changed.connect(program.asking.dismiss)
    workspace.current_changed.connect(program.window.status.clear_notice)
    workspace.current_changed.connect(program.shelf.show)
    workspace.current_changed.connect(program.view.feed_pages)
    workspace.current_changed.connect(program.status.show_tab)
    workspace.current_changed.connect(program.run_view.refresh)
    workspace.current_changed.connect(program.window.find_bar.close_bar)
    workspace.current_changed.connect(program.watch.check)
    bar.currentChanged.connect(workspace.select_index)
    bar.tabMoved.connect(workspace.move)
    bar.close_asked.connect(program.desk.close_index)


def _wire_tab(program: Program, tab: Tab) -> None:
    """Connect one tab; what it tells of itself counts while it is in front."""

    def in_front(slot: Callable[..., object], *, values: bool = True) -> Callable[..., None]:
        def pass_on(*given: object) -> None:
            if tab is program.workspace.current:
                slot(*(given if values else ()))

        return pass_on

    program.queue.add_flow(tab.flow)
    program.keeper.watch(tab)
    program.drop.guard(tab.editor)
    tab.words_changed.connect(in_front(program.status.show_tab))
    tab.text_changed.connect(in_front(program.asking.dismiss))
    tab.text_changed.connect(in_front(program.run_view.note_text))
    tab.run.changed.connect(in_front(program.run_view.refresh))
    tab.run.changed.connect(in_front(program.review.refresh))
    tab.run.reviewing.notice_given.connect(in_front(program.window.status.show_notice))
    tab.flow.state_changed.connect(in_front(program.window.status.clear_notice, values=False))
    tab.flow.state_changed.connect(lambda _state: program.shelf.show_edit(tab))
    tab.flow.state_changed.connect(in_front(program.asking.dismiss, values=False))
    tab.flow.problem_arose.connect(program.window.status.show_warning)
    tab.flow.review_started.connect(in_front(program.run_view.spend_escape, values=False))
    tab.flow.flow_ended.connect(in_front(program.run_view.say_end))
    tab.editor.caret_moved.connect(in_front(program.status.show_position))
    tab.editor.selection_changed.connect(in_front(program.asking.note_selection, values=False))
    tab.editor.top_line_changed.connect(in_front(program.asking.place, values=False))
    tab.page.link_activated.connect(program.help.open_link)
