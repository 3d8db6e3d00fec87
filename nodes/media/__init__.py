"""Tensors become text that Kling takes, and files are checked. Knows no task. Loads torch and av only when used."""
