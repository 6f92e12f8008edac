"""Words for people: what happened, and what they can do about it; no Qt, no engine internals.

Errors come as the name of a class of the engine's error (its kind) and the engine's own message,
which names files and numbers; the words here are chosen by kind, the message is added where it
helps.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Message:
    """Something that a person is told.

    Attributes:
        happened: what is the case, one sentence.
        advice: what the person can do, one sentence or two.
        detail: the engine's own words, for those who want to know; may be empty.
    """

    happened: str
    advice: str
    detail: str = ""

    @property
    def text(self) -> str:
        """Return what happened and what can be done, as one line."""
        return f"{self.happened} {self.advice}".strip()


_RETURN = "The editor works on without it; choose another model in the Model menu."

_LOAD_WORDS: dict[str, tuple[str, str]] = {
    "CheckpointError": ("The model in {folder} cannot be used.", _RETURN),
    "CheckpointMissingError": (
        "There is no complete model in {folder}.",
        "Choose another folder, or download the model again.",
    ),
    "CheckpointDamagedError": (
        "The model in {folder} is damaged.",
        "Download it again, or choose another model.",
    ),
    "DeviceMissingError": (
        "The model in {folder} was to be loaded onto a device that this machine does not have.",
        "Load it on the CPU, or check the graphics driver.",
    ),
    "UnsupportedArchitectureError": (
        "The model in {folder} is of a kind that Anneal cannot run.",
        "Choose a DiffusionGemma model.",
    ),
    "TokenizerMismatchError": (
        "The tokenizer in {folder} does not belong to the model beside it.",
        "Download the model again with all of its files.",
    ),
    "MemoryError": (
        "There is too little memory for the model in {folder}.",
        "Close other programs, or choose a smaller model.",
    ),
    "OutOfMemoryError": (
        "There is too little free memory for the model in {folder}.",
        "Close other programs, or choose a smaller model.",
    ),
    "DeviceLostError": (
        "The graphics card stopped answering.",
        "To use it: Model > Restart Anneal. Until then a model can run on the processor.",
    ),
    "EngineStoppedError": (
        "The engine stopped while it loaded the model in {folder}.",
        "Load it again in the Model menu, or choose another model.",
    ),
    "ImportError": (
        "A library that runs the model is missing or broken.",
        "Repair the runtime in Model > Models… > Graphics card where one is installed, or install "
        "Anneal again.",
    ),
}

_EDIT_WORDS: dict[str, tuple[str, str]] = {
    "EngineError": ("The model could not make this draft.", "Try again, or try other words."),
    "RequestError": (
        "This request cannot be carried out as it stands.",
        "Select another span, or ask in other words.",
    ),
    "EmptySpanError": (
        "There is nothing to rewrite here.",
        "Select some text, or put the caret into a paragraph.",
    ),
    "NoSurroundingsError": (
        "There is no text around the caret to go by.",
        "Write a few words before or behind the gap, then fill it.",
    ),
    "EmptyInstructionError": (
        "The instruction is empty.",
        "Type what you want, or pick a preset.",
    ),
    "SpanTooLargeError": (
        "This passage is too long for the model to take at once.",
        "Select a part of it, a few sentences, and ask again.",
    ),
    "PinnedSpanError": (
        "The text that must stay does not fit the selection.",
        "Unpin it, or select the whole of it.",
    ),
    "StrokeError": (
        "The painted words do not fit the selection.",
        "Paint them anew with the strength brush, or ask without it.",
    ),
    "DeviceMissingError": (
        "This machine does not have the device that was asked for.",
        "Run on the CPU, or check the graphics driver.",
    ),
    "DeviceLostError": (
        "The graphics card stopped answering.",
        "Start Anneal again to use it; until then a model can run on the processor.",
    ),
    "EngineStoppedError": (
        "The engine stopped in the middle of the run.",
        "Your text is untouched. The engine starts anew; ask again.",
    ),
    "SystemExit": (
        "The engine broke in the middle of the run.",
        "Your text is untouched. The engine starts anew; ask again.",
    ),
    "KeyboardInterrupt": (
        "The engine was interrupted in the middle of the run.",
        "Your text is untouched. The engine starts anew; ask again.",
    ),
    "NonFiniteLogitsError": (
        "The model gave numbers that are no numbers.",
        "Try again; if it happens again the model's files are damaged: download them anew.",
    ),
    "RecipeError": (
        "The model cannot be stored in the way that was asked for.",
        "Choose another recipe.",
    ),
    "QuantizeError": (
        "No 4-bit model can be made there, or not of this model.",
        "Choose an empty folder with room, and the model as it was published.",
    ),
    "AdapterError": (
        "The adapter cannot be applied to this model.",
        "Choose another adapter, or load the model without one.",
    ),
    "RecordingError": (
        "This recording cannot be read.",
        "Choose another one; a run that is asked for again makes a new one.",
    ),
    "NetworkForbiddenError": (
        "Anneal was told to use no network.",
        "Switch Model > Work without network off, and try again.",
    ),
    "DownloadError": (
        "The download cannot go on.",
        "Try again: what is there already is kept.",
    ),
    "DownloadRefusedError": (
        "The hub does not give this model, or gives what should not be taken.",
        "Look at its name, and whether it asks for a licence or a token; or try another mirror.",
    ),
    "DownloadAlteredError": (
        "What arrives is not what was published: something on the way alters it.",
        "Try another network or mirror; what is whole is kept.",
    ),
    "NoRoomError": (
        "There is too little room on the disk.",
        "Free some space and try again, or choose another folder for models.",
    ),
    "CheckpointNameError": (
        "The model cannot be called so.",
        "Type another name.",
    ),
    "CheckpointBusyError": (
        "Another program is at this model just now.",
        "Wait for its end, or stop it, and try again.",
    ),
    "RuntimeInstallError": (
        "The runtime for the graphics card cannot be used as it is.",
        "Repair or remove it on the page Graphics card of the Models window.",
    ),
    "ModelNotLoadedError": (
        "No model is loaded, so there is nothing to ask.",
        "Choose a model in the Model menu.",
    ),
    "MemoryError": (
        "There is too little memory for this edit.",
        "Select less, or close other programs.",
    ),
    "OutOfMemoryError": (
        "There was too little free memory to finish this edit.",
        "Select less, or close other programs that use the graphics card.",
    ),
}

GPU_LOST = Message(
    "The graphics card stopped answering.",
    "To use it again: Model > Restart Anneal.",
)
ON_THE_PROCESSOR = "Until then the starter model runs on the processor."
ENGINE_GIVEN_UP = Message(
    "The engine broke three times within a minute and is not started by itself any more.",
    "Load the model again in the Model menu, or choose another one.",
)
ENGINE_BACK = "The engine broke and was started anew: the model is loaded again"
ENGINE_RESTARTED = (
    "The engine was started anew. What the old one held in memory goes back once it answers, at "
    "the latest when Anneal is closed"
)

DOCUMENT_CHANGED = Message(
    "The text under the draft is no longer the text that was selected.",
    "Undo what changed it and accept again, or reject the draft.",
)


def kind_of(error: BaseException) -> str:
    """Return the name of the error's nearest class that has words here, else of its own class."""
    names = [base.__name__ for base in type(error).__mro__]
    return next((name for name in names if name in _LOAD_WORDS | _EDIT_WORDS), names[0])


def load_problem(kind: str, folder: Path, detail: str = "", *, instead: str = "") -> Message:
    """Return words for a load that failed; a kind without words of its own gets general ones.

    Args:
        kind: what ``kind_of`` says of the error.
        folder: the checkpoint's.
        detail: the engine's own words.
        instead: the model that is loaded in its place, "" for none.
    """
    happened, advice = _LOAD_WORDS.get(
        kind, ("The model in {folder} could not be loaded.", _RETURN + " ({kind})")
    )
    advice = advice.replace("{kind}", kind)
    if instead:
        advice += f" The model “{instead}” is loaded in its place."
    return Message(happened.replace("{folder}", str(folder)), advice, detail.strip())


def edit_problem(kind: str, detail: str = "") -> Message:
    """Return words for an edit that failed; a kind without words of its own gets general ones."""
    happened, advice = _EDIT_WORDS.get(
        kind,
        (
            "Something went wrong while the draft was made.",
            "Your text is untouched. Try again; if it stays so, load the model anew. ({kind})",
        ),
    )
    return Message(happened, advice.replace("{kind}", kind), detail.strip())


def export_problem(reason: str) -> Message:
    """Return words for a replay that did not become a file; ``reason`` says what to do."""
    return Message("The replay was not exported.", f"{reason[:1].upper()}{reason[1:]}.")


def loading_note(stage: str, name: str) -> str:
    """Return what an edit waits for while the model ``name`` loads; ``stage`` as ModelLoading."""
    what = {
        "libraries": "starting the libraries",
        "config": "reading its description",
        "weights": "reading its weights",
        "first step": "getting ready for the first step",
        "ready": "almost ready",
    }.get(stage, "")
    note = f"Loading {name}" if name else "Loading the model"
    return f"{note}: {what}" if what else note
