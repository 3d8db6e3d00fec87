"""Reads {"workflow", "object_info"} from standard input and writes the API-format prompt. See workflows.to_prompt."""

from __future__ import annotations

import json
import sys

from comfy_cli.workflow_to_api import WorkflowConversionError, convert_ui_to_api


def main() -> int:
    asked = json.load(sys.stdin)
    try:
        json.dump(convert_ui_to_api(asked["workflow"], asked["object_info"]), sys.stdout)
    except WorkflowConversionError as error:
        sys.stderr.write(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
