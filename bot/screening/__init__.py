"""Bytes to Screening: what an image shows, measured in locked-down worker processes.

`pool` is the parent's side and all that other packages use; everything else runs in the worker.
"""
