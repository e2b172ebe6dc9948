"""Proofs: code that finds out which answers are true."""
