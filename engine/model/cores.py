"""How many cores a run takes; knows no model and no requests."""

import os

import torch


def leave_a_core_free() -> None:
    """Let torch use all cores but one, on the calling thread and those that start after it.

    For a program that draws a window beside the engine: torch's threads spin while they wait for
    each other, and a window that shares their core comes late by a time slice.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    torch.set_num_threads(max(1, min(torch.get_num_threads(), (cores or 1) - 1)))
