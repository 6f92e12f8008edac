"""How long a download waits, for an answer and between tries; plain numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a download waits.

    Attributes:
        connect: most seconds until a connection stands.
        read: most seconds without a byte.
        first_waits: seconds between tries until the hub has answered for the first time: a
            machine without a network should be told so soon.
        waits: seconds between tries afterwards; they begin anew whenever something arrived, so
            that a download left alone over night outlasts a router that starts again.
        longest: most seconds that are waited because a server asks for it.
        worth: bytes that have to arrive for the waits to begin anew.
        slow: seconds in which ``worth`` bytes should arrive, or the connection is made anew.
    """

    connect: float = 15.0
    read: float = 30.0
    first_waits: tuple[float, ...] = (1.0, 3.0)
    waits: tuple[float, ...] = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0)
    longest: float = 300.0
    worth: int = 64 * 1024
    slow: float = 60.0


USUAL = Patience()
