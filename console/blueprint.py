"""The blueprint all pages belong to, and the words that tell who may see which."""

from flask import Blueprint

PREFIX = "/console"

console = Blueprint(
    "console", __name__, url_prefix=PREFIX, template_folder="templates", static_folder="static"
)
