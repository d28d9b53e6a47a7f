"""The blueprint all pages belong to, and the words that tell who may see which."""

from pathlib import Path

from flask import Blueprint

PREFIX = "/console"
HERE = Path(__file__).parents[1]

console = Blueprint(
    "console",
    __name__,
    url_prefix=PREFIX,
    root_path=str(HERE),
    template_folder="templates",
    static_folder="static",
)
