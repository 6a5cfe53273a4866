"""The command `bpr`. Every file of this folder that defines `command` is a subcommand, found by its place.

Only the file of the chosen subcommand is imported: `bpr lint`, `bpr feel` and `bpr decide` start without the database
library. Errors of the engine become one sentence on stderr and exit code 1.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path

import click

from engine.errors import EngineError, Refused

_FOLDER = Path(__file__).parent
_DEFINES_COMMAND = re.compile(r"^(def command\(|command\b[^=\n]*=)", re.MULTILINE)


class Subcommands(click.Group):
    """A group whose commands are the files beside this one, imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the files that define a command."""
        return sorted(path.stem for path in _FOLDER.glob("*.py") if _DEFINES_COMMAND.search(path.read_text("utf-8")))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of the file of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = import_module(f"engine.cli.{cmd_name}").command
        return found

    def invoke(self, ctx: click.Context) -> object:
        """Run the chosen command; an error that was foreseen is told in one sentence."""
        try:
            return super().invoke(ctx)
        except Refused as error:
            lines = [error.message, *(f"  {problem.where}: {problem.message}" for problem in error.problems)]
            raise click.ClickException("\n".join(lines)) from error
        except EngineError as error:
            raise click.ClickException(error.message) from error
        except RuntimeError as error:
            if type(error) is not RuntimeError:
                raise
            raise click.ClickException(str(error)) from error
        except Exception as error:
            raise _database_trouble(error) from error


def _database_trouble(error: Exception) -> Exception:
    """What to tell when the database cannot be reached; any other error stays what it is."""
    library = sys.modules.get("sqlalchemy.exc")
    if library is None or not isinstance(error, library.OperationalError):
        return error
    reason = str(getattr(error, "orig", error)).strip().splitlines()
    return click.ClickException(
        f"The database cannot be used: {reason[0] if reason else 'no reason given'}. "
        "Check DATABASE_URL and that the server runs."
    )


@click.group(cls=Subcommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="once-and-done", prog_name="bpr")
def main() -> None:
    """Once and Done: move a council's work to the front office, step by step."""
