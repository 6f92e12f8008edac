"""What can go wrong in the engine: precise, for programs to tell apart; ``app`` words them.

Every message still says what, where and what to do, since the command line prints it as it is.
"""

from engine.events import Draft


class EngineError(Exception):
    """Root of all errors that the engine raises on purpose."""


class CheckpointError(EngineError):
    """The checkpoint folder cannot be used."""


class CheckpointMissingError(CheckpointError):
    """The folder, or a file that every checkpoint has, is not there."""


class CheckpointDamagedError(CheckpointError):
    """A file is truncated, is not what its name says, or lacks tensors."""


class UnsupportedArchitectureError(CheckpointError):
    """The config describes another architecture than ``diffusion_gemma``."""


class TokenizerMismatchError(CheckpointError):
    """The tokenizer does not fit the config: vocabulary size or special tokens."""


class RecipeError(EngineError):
    """There is no such recipe, or it cannot be used for the checkpoint."""


class QuantizeError(EngineError):
    """No 4-bit checkpoint can be made: not of this source, not in this folder, or for no room."""


class AdapterError(EngineError):
    """An adapter cannot be applied, or not to this checkpoint; or its files are damaged."""


class DeviceMissingError(EngineError):
    """The machine lacks the device that was asked for."""


class OutOfMemoryError(EngineError):
    """There is too little memory for the weights, or for what a run takes besides them.

    Attributes:
        draft: as it stood after the last step of the run, ``None`` where there was none.
    """

    def __init__(self, message: str, draft: Draft | None = None) -> None:
        """Take the message, and the draft that a person may still want."""
        super().__init__(message)
        self.draft = draft


class DeviceLostError(EngineError):
    """The graphics card is gone for this process: nothing can use it before the next start.

    Attributes:
        draft: as it stood after the last step of the run, ``None`` where there was none.
    """

    def __init__(self, message: str, draft: Draft | None = None) -> None:
        """Take the message, and the draft that a person may still want."""
        super().__init__(message)
        self.draft = draft


class RequestError(EngineError):
    """The request cannot be carried out as it stands."""


class EmptySpanError(RequestError):
    """There is nothing selected, or only white space."""


class NoSurroundingsError(RequestError):
    """A gap is to be filled, and there is no text before or behind it."""


class EmptyInstructionError(RequestError):
    """The instruction is empty."""


class SpanTooLargeError(RequestError):
    """Span, instruction and draft do not fit the model's context."""


class PinnedSpanError(RequestError):
    """A pinned range lies outside the selected text or cuts a token."""


class StrokeError(RequestError):
    """A stroke lies outside the selected text, or overlaps a pinned range or another stroke."""


class NonFiniteLogitsError(EngineError):
    """The model gave NaN or infinite logits: damaged weights or a numeric overflow."""


class RecordingError(EngineError):
    """A file holds no recording, or one that is damaged, cut off or too new."""


class NetworkForbiddenError(EngineError):
    """The person, or the environment, forbids all use of the network."""


class DownloadError(EngineError):
    """Something cannot be fetched, or is not what was published; what is whole was kept."""


class RuntimeInstallError(EngineError):
    """A runtime cannot be installed, repaired or removed, or is not whole."""


class DownloadRefusedError(DownloadError):
    """The hub does not give it, or gives what nobody should take: trying again is of no use."""


class DownloadAlteredError(DownloadError):
    """What arrives is not what was published, time after time."""


class NoRoomError(DownloadError):
    """The disk has too little room, or none left."""


class CheckpointNameError(EngineError):
    """A checkpoint cannot be called so, or the name is taken."""


class CheckpointBusyError(EngineError):
    """Another program writes into the checkpoint's folder, or needs it just now."""
