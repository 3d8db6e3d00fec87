"""Our book-keeping: a paid task is written down before it is sent, and followed until its file is here."""
