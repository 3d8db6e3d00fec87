"""All Python of KlingKit; importing it needs neither ComfyUI nor torch."""
