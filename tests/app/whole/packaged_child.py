"""Our own program as if it were the packaged one, on a machine with a graphics card.

Run as ``python packaged_child.py LOCK VERB...``: installs what the lock names, really.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[3])

    import engine.own_command
    import engine.runtime.cards
    import engine.runtime.places

    lock = Path(sys.argv.pop(1))
    card = engine.runtime.cards.Card("NVIDIA GeForce RTX 5090", "12.0", 32607 * 2**20)
    cards = engine.runtime.cards.Cards("580.95", (card,))
    # Before the modules that take them by name are imported.
    engine.own_command.is_frozen = lambda: True
    engine.runtime.places.lock_file = lambda: lock
    engine.runtime.cards.look_for_cards = lambda: cards

    from app.__main__ import main

    sys.exit(main())
