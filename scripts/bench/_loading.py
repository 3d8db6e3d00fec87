"""Run by graphs.py as a program of its own: s that ComfyUI's loader needs for a pack, a line a try.

    python _loading.py PACK TRIES

What ComfyUI itself has imported by then is imported before. Each try is a fork, so nothing is left of the last one.
"""

import asyncio
import importlib
import os
import sys
import time


async def main(pack: str, tries: int) -> None:
    sys.path[0] = os.environ["COMFYUI_PATH"]
    sys.argv[1:] = ["--cpu"]
    from comfy import options

    options.enable_args_parsing()
    import app.database.db  # noqa: F401  (ComfyUI has it by then)
    import execution  # noqa: F401  (the same)
    import server

    nodes = importlib.import_module("nodes")  # ComfyUI's; a type checker would take it for ours
    server.PromptServer(asyncio.get_running_loop())
    await nodes.init_extra_nodes(init_custom_nodes=False, init_api_nodes=False)
    for _ in range(tries):
        child = os.fork()
        if child == 0:
            started = time.perf_counter()
            loaded = await nodes.load_custom_node(pack)
            print(time.perf_counter() - started if loaded else "not loaded", flush=True)
            os._exit(0)
        os.waitpid(child, 0)  # noqa: ASYNC222  (nothing else is to run)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
