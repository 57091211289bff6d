"""The YAML language server, as an editor talks to it: over its standard input and output."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE: Final = 120


def server() -> str | None:
    """Where the language server is installed, if it is: `npm install -g yaml-language-server`."""
    return shutil.which("yaml-language-server")


class Editor:
    """An editor with one window: what the language server says of a text at the place of the mark `|`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [server() or "", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._last = 0
        capabilities = {
            "textDocument": {
                "hover": {"contentFormat": ["markdown"]},
                "completion": {"completionItem": {"snippetSupport": True}},
            },
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        home = {"uri": folder.as_uri(), "name": folder.name}
        self._settings = _settings(folder)
        self._ask(
            "initialize",
            processId=None,
            rootUri=home["uri"],
            workspaceFolders=[home],
            capabilities=capabilities,
        )
        self._tell("initialized")
        self._tell("workspace/didChangeConfiguration", settings=self._settings)
        for _ in range(10 * PATIENCE):  # the server asks for the settings in its own time
            if "programs" in self.completions("|"):
                break
            time.sleep(0.1)

    def close(self) -> None:
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream
            stream.close()
        self._process.wait(PATIENCE)

    def completions(self, text: str) -> dict[str, str]:
        """What the editor offers at the mark → what it says of it."""
        return {label: _plain(item.get("documentation")) for label, item in self._items(text).items()}

    def insertions(self, text: str) -> dict[str, str]:
        """What the editor offers at the mark → what it writes there; `$1` is where the pointer is put."""
        return {label: item["insertText"] for label, item in self._items(text).items()}

    def _items(self, text: str) -> dict[str, dict[str, Any]]:
        for _ in range(50):  # on a busy machine the first answers may come before the schema is read
            answer = self._ask("textDocument/completion", **self._at_mark(text))
            if answer["items"]:
                break
            time.sleep(0.1)
        return {item["label"]: item for item in answer["items"]}

    def hover(self, text: str) -> str:
        """What the editor says of what stands at the mark."""
        return _plain((self._ask("textDocument/hover", **self._at_mark(text)) or {}).get("contents"))

    def faults(self, text: str, name: str = "") -> list[str]:
        """What the editor underlines in a text, in a file of that name."""
        uri = self._open(text, name)
        while True:
            told = self._answers.get(timeout=PATIENCE)
            if told.get("method") == "textDocument/publishDiagnostics" and told["params"]["uri"] == uri:
                return [fault["message"] for fault in told["params"]["diagnostics"]]

    def _at_mark(self, text: str) -> dict[str, Any]:
        before, _, after = text.partition("|")
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        return {
            "textDocument": {"uri": self._open(before + after)},
            "position": {"line": line, "character": column},
        }

    def _open(self, text: str, name: str = "") -> str:
        self._last += 1
        uri = (self._folder / (name or f"text-{self._last}.yaml")).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", textDocument=document)
        return uri

    def _ask(self, method: str, **params: Any) -> Any:
        self._last += 1
        number = self._last
        self._send({"id": number, "method": method, "params": params})
        while True:
            answer = self._answers.get(timeout=PATIENCE)
            if answer.get("id") == number and "method" not in answer:
                return answer.get("result")

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._process.stdin.flush()

    def _listen(self) -> None:
        """Read what the server sends, and answer what it asks of the editor."""
        stream = self._process.stdout
        assert stream
        while header := stream.readline():
            length = int(header.split(b":")[1])
            stream.readline()
            message = json.loads(stream.read(length))
            if message.get("method") == "workspace/configuration":
                items = message["params"]["items"]
                result: Any = [self._settings.get(item.get("section"), {}) for item in items]
                self._reply(message, result)
            elif "method" in message and "id" in message:
                self._reply(message, None)
            else:
                self._answers.put(message)

    def _reply(self, message: dict[str, Any], result: object) -> None:
        """Answer what the server asks, unless the editor closes meanwhile."""
        with suppress(OSError, ValueError):
            self._send({"id": message["id"], "result": result})


def _settings(folder: Path) -> dict[str, Any]:
    """The settings of a folder, as Visual Studio Code reads them: `yaml.schemas` is the key `schemas` of `yaml`."""
    written = json.loads((folder / ".vscode/settings.json").read_text(encoding="utf-8"))
    yaml = {key.removeprefix("yaml."): value for key, value in written.items() if key.startswith("yaml.")}
    return {"yaml": {"validate": True, "completion": True, "hover": True, **yaml}}


def _plain(said: Any) -> str:
    return said.get("value", "") if isinstance(said, dict) else said or ""
