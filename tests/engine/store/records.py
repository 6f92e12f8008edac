"""Records of downloads, for folders that no download filled."""

import hashlib
from pathlib import Path
from typing import Final

from engine.store.record import JOURNAL, RECORD, DownloadedFile, DownloadRecord, write_record

COMMIT: Final = "c" * 40


def record_download(folder: Path, *, whole: bool = True) -> None:
    """Write the record of a download, or the journal of one that has not finished."""
    files = tuple(
        DownloadedFile(
            path.name,
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
            "",
            whole=whole,
        )
        for path in sorted(folder.iterdir())
    )
    record = DownloadRecord("anneal/tiny", "main", COMMIT, "apache-2.0", files)
    write_record(folder / (RECORD if whole else JOURNAL), record)
