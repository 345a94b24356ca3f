"""Runs each case through the real pydantic-settings: JSON cases on standard input, JSON outcomes on standard output."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pydantic
import pydantic_settings

NAMES = {
    **{name: getattr(pydantic, name) for name in ("AliasChoices", "BaseModel", "Field")},
    **{name: getattr(pydantic_settings, name) for name in ("BaseSettings", "SettingsConfigDict")},
}


def outcome(case, folder):
    os.environ.clear()
    os.environ.update(case.get("env", {}))
    config = dict(case.get("config", {}))
    for index, text in enumerate(case.get("dotenv", [])):
        (folder / f"{index}.env").write_text(text)
    if case.get("dotenv"):
        # Of several files pydantic's last wins, confide's first.
        config["env_file"] = [str(folder / f"{index}.env") for index in reversed(range(len(case["dotenv"])))]
    for path, text in case.get("files", {}).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    if case.get("files"):
        config["secrets_dir"] = sorted({str(folder / path.split("/", 1)[0]) for path in case["files"]})
    scope = dict(NAMES, config=pydantic_settings.SettingsConfigDict(**config))
    exec("from typing import Dict, List, Literal, Optional, Set, Union\n" + case["model"], scope)
    try:
        return {"value": scope["Settings"]().model_dump(mode="json")}
    except pydantic.ValidationError as error:
        return {"invalid": sorted({".".join(str(part) for part in each["loc"]) for each in error.errors()})}
    except pydantic_settings.SettingsError:
        return {"invalid": ["(source)"]}


def main():
    results = []
    for case in json.load(sys.stdin):
        with tempfile.TemporaryDirectory() as folder:
            results.append(outcome(case, Path(folder)))
    # JSON has no NaN; as text it still differs from a number.
    json.dump(json.loads(json.dumps(results), parse_constant=str), sys.stdout)


main()
