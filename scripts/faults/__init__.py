"""Faults made on purpose: kills, full disks, clocks that jump, damaged files. `python -m scripts.faults`."""
