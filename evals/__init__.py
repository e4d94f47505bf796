"""Measurements and training: programs that are run by hand or by CI, never imported by the service."""
