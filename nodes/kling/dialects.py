"""Where a provider wants what: paths and habits, as data."""

from dataclasses import dataclass

CREATE_PATHS = {
    "image2video": "/v1/videos/image2video",
    "text2video": "/v1/videos/text2video",
    "multi-image2video": "/v1/videos/multi-image2video",
    "video-extend": "/v1/videos/video-extend",
    "lip-sync": "/v1/videos/lip-sync",
    "advanced-lip-sync": "/v1/videos/advanced-lip-sync",
    "effects": "/v1/videos/effects",
}
"""Kind of task to the path that creates it; the same path lists the tasks, and with `/{id}` tells one."""

KINDS = tuple(CREATE_PATHS)

OWN = "{create}/{id}"
GENERATIONS = "/v1/videos/generations/{id}"
"""How DMXAPI's sample for image2video asks: one path for every kind."""


@dataclass(frozen=True)
class Dialect:
    """How one provider differs.

    Attributes:
        queries: path templates of a task, the likeliest first; the others are tried once where one knows no such task.
        knows_external_ids: it keeps `external_task_id`, so that "not found" by it proves that no task was made.
        lists: it lists tasks by page.
    """

    queries: tuple[str, ...]
    knows_external_ids: bool
    lists: bool


DIALECTS = {
    "official": Dialect(queries=(OWN,), knows_external_ids=True, lists=True),
    "dmxapi": Dialect(queries=(GENERATIONS, OWN), knows_external_ids=False, lists=False),
    "relay": Dialect(queries=(OWN, GENERATIONS), knows_external_ids=False, lists=False),
}


def query_paths(dialect: Dialect, kind: str, task_id: str) -> tuple[str, ...]:
    """The paths that may know the task, in order. `task_id` must already be quoted for a URL."""
    return tuple(template.format(create=CREATE_PATHS[kind], id=task_id) for template in dialect.queries)
