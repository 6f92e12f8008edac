"""Answers to what is asked about long work, remembered as they are asked."""

from PySide6.QtWidgets import QWidget

from app.questions import Questions


class WorkAnswers(Questions):
    """Agrees to everything, unless a test does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.asked: list[str] = []
        self.on_delete = True
        self.on_leave = True

    def remove_runtime(self, nbytes: int) -> bool:
        self.asked.append(f"remove runtime {nbytes}")
        return self.on_delete

    def leave_work(self, title: str) -> bool:
        self.asked.append(f"leave {title}")
        return self.on_leave
