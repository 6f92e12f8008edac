"""Does what a person wants with one model of the list: asks below its row, begins its course."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from app.jobs.errand import Errand
from app.letting_go import let_go
from app.models.ask_row import Answer, AskRow
from app.models.course_desk import CourseDesk
from app.models.deeds import (
    four_bit_place,
    free_name,
    go_on_course,
    quantize_course,
    remove_course,
    rename_verb,
    source_of,
    verify_course,
)
from app.models.model_list import ModelList
from app.models.offers import Deed
from app.models.recipes import RecipeChoice, choice_line, choice_name
from app.models.store_watch import StoreWatch
from app.models.stored import StoredModel, is_large
from engine.sizes import size_text

_KEEP = Answer("keep", "&Keep it")


class RowDesk(QObject):
    """Serves the rows of the list.

    Signals:
        use_asked(StoredModel): load this one.
        notice_given(str): something to say in a line.
    """

    use_asked = Signal(object)
    notice_given = Signal(str)

    def __init__(
        self,
        models: ModelList,
        *,
        courses: CourseDesk,
        store: StoreWatch,
        recipes: Callable[[], tuple[RecipeChoice, ...]],
        environment: Callable[[], Mapping[str, str]],
    ) -> None:
        """Serve ``models``, which owns this object.

        Args:
            models: the list.
            courses: that carry out what takes long.
            store: which models there are.
            recipes: the 4-bit recipes, the one to take first.
            environment: of our own program's children.
        """
        super().__init__(models)
        self._list = models
        self._courses = courses
        self._store = store
        self._recipes = recipes
        self._environment = environment
        self._errand: Errand | None = None
        self._renamed = Path()
        self._new_name = ""
        models.wanted.connect(self.do)
        models.answered.connect(self._take_answer)

    @Slot(object, object)
    def do(self, folder: Path, deed: Deed) -> None:
        """Do ``deed`` with the model in ``folder``, or ask first."""
        model = self._model(folder)
        if model is None:
            return
        if deed is Deed.USE:
            self.use_asked.emit(model)
        elif deed in (Deed.CONTINUE, Deed.REPAIR):
            source = source_of(model, self._store.models or ())
            self._courses.begin(go_on_course(model, source))
        elif deed is Deed.VERIFY:
            self._courses.begin(verify_course(model))
        elif deed is Deed.SHOW_FOLDER:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
                self.notice_given.emit(f"The folder is {folder}")
        else:
            self._ask(model, deed)

    @Slot()
    def leave(self) -> None:
        """The program ends."""
        if self._errand is not None:
            self._errand.leave()

    def _ask(self, model: StoredModel, deed: Deed) -> None:
        row = self._list.rows[model.folder]
        if deed is Deed.RENAME:
            answers = (Answer("rename", "Re&name", "primary"), Answer("keep", "&Keep its name"))
            row.ask(AskRow(f"What is {model.name} to be called?", answers, line=model.name))
        elif deed is Deed.REMOVE:
            question = (
                f"Remove {model.name} from the disk? {size_text(model.nbytes)} are free again, "
                "and nothing but getting it once more brings it back."
            )
            row.ask(AskRow(question, (Answer("remove", "&Remove"), _KEEP)))
        elif deed is Deed.QUANTIZE:
            row.ask(self._quantize_question(model))

    def _quantize_question(self, model: StoredModel) -> AskRow:
        taken = [one.name for one in self._store.models or ()]
        name = free_name(four_bit_place(model.folder).name, taken)
        answers = [Answer("quantize", "Make it 4-&bit", "primary"), Answer("keep", "&Cancel")]
        if model.downloaded:
            answers.insert(1, Answer("quantize and remove", "Then &remove the published files"))
        question = (
            "What is the 4-bit model to be called? It takes about a third of the room of "
            f"{model.name}, and making it some minutes."
        )
        words = choice_line if is_large(model) else choice_name
        choices = [words(choice) for choice in self._recipes()]
        return AskRow(question, answers, line=name, choices=choices)

    @Slot(object, str, str)
    def _take_answer(self, folder: Path, name: str, line: str) -> None:
        row, model = self._list.rows.get(folder), self._model(folder)
        if row is None or model is None:
            return
        if name == "rename" and line.strip() != model.name:
            self._rename(model, line.strip())
            return  # the question stays until it is done
        choice = row.question.choices.currentIndex() if row.question is not None else 0
        row.end_question()
        if name == "remove":
            self._courses.begin(remove_course(model))
        elif name.startswith("quantize"):
            recipe = self._recipes()[max(0, choice)].name
            target = model.folder.with_name(line.strip())
            remove = name == "quantize and remove"
            self._courses.begin(quantize_course(model, target, recipe, remove_source=remove))

    def _rename(self, model: StoredModel, name: str) -> None:
        if self._errand is not None:
            return
        self._renamed, self._new_name = model.folder, name
        self._list.rows[model.folder].show_waiting("Renaming…")
        self._errand = Errand(rename_verb(model, name), self._environment(), parent=self)
        self._errand.ended.connect(self._note_renamed)
        self._errand.start()

    @Slot(str)
    def _note_renamed(self, why_not: str) -> None:
        if self._errand is not None:
            let_go(self._errand)
            self._errand = None
        row = self._list.rows.get(self._renamed)
        if row is not None and why_not:
            row.show_problem(f"{why_not[:1].upper()}{why_not[1:]}")
        elif row is not None:
            row.end_question()
            # The row of the old folder goes, with the keyboard in it.
            self._list.lead_to(self._renamed.with_name(self._new_name))
            self._store.ask()

    def _model(self, folder: Path) -> StoredModel | None:
        models = self._store.models or ()
        return next((model for model in models if model.folder == folder), None)
