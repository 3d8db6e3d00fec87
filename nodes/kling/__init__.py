"""Kling's service: what may be asked, of whom, how, and what the answers mean."""
