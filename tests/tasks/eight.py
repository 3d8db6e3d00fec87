"""Eight tasks in a process that can be killed: what runs in ComfyUI, without the 12 s that a ComfyUI takes to start.

    python -m tests.tasks.eight FOLDER PROMPT

The account comes from the KLING* variables. Says "ready", then "saved", or "wrong: ..." for each
task that is not.
"""

import os
import sys
from pathlib import Path

from nodes.kling.accounts import Accounts
from nodes.kling.requests import Image2Video
from nodes.media import videos
from nodes.tasks.dispatcher import Dispatcher
from nodes.tasks.job import Patience
from nodes.tasks.journal import Journal

SOON = 60
MANY = 8
BRISK = Patience(retry_first=0.1, retry_longest=0.5, second_look=0.5, ask_every=0.2, follow=0.2)


def main(folder, prompt):
    accounts = Accounts(os.environ, folder / "accounts.toml", lambda: "")
    journal = Journal(f"sqlite:///{folder / 'journal.db'}")
    dispatcher = Dispatcher(journal, accounts, folder / "output", videos.check, patience=BRISK)
    dispatcher.take_up()
    say("ready")
    shot = Image2Video(model_name="kling-v1-6", mode="std", image="https://pictures.example/fox.png", prompt=prompt)
    jobs = [dispatcher.submit(shot, "default", take=take) for take in range(MANY)]
    errors = [error for job in jobs if (error := job.saved.exception(SOON))]
    say("\n".join(f"wrong: {error}" for error in errors) or "saved")


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
