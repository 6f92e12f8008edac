"""Own presets and the command palette."""

from app.program import Program
from app.taken_keys import taken_keys


def wire(program: Program) -> None:
    """Connect."""
    window, library, own = program.window, program.library, program.own
    commanding, card = program.commanding, program.window.command_palette
    library.set_taken_keys(taken_keys(window.commands, window.menuBar()))
    window.painted.connect(library.start)
    library.changed.connect(own.take_keys)
    own.keys_changed.connect(program.help.take_own_keys)
    library.changed.connect(program.asking.show_own)
    library.changed.connect(program.preset_desk.refresh)
    window.commands.presets.triggered.connect(program.preset_desk.show_list)
    window.instruction_bar.saving_asked.connect(program.preset_desk.save_asked)
    program.preset_desk.file_wanted.connect(program.desk.open_file)
    program.preset_desk.notice_given.connect(window.status.show_notice)
    own.start_wanted.connect(program.asking.start_at_once)
    own.notice_given.connect(window.status.show_notice)
    window.commands.command_palette.triggered.connect(commanding.open)
    commanding.start_wanted.connect(program.asking.start_at_once)
    window.commands.sampler.triggered.connect(program.sampling.show_dialog)
    card.picked.connect(commanding.do)
    card.closed.connect(commanding.give_back)
    card.closed.connect(program.run_view.spend_escape)
