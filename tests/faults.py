"""What happens when things break: `make faults`. The real commands and the real server on real files.

Every fault strikes a fresh data home. It must end in one line, in Chinese and English, that says what
to do next; and when that is done, everything that was in the library is still found. Prints a table;
exits 1 if any fault did not end so.
"""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from rag.engine import Engine, RagSettings
from rag.llm import LLMSettings
from tests.fake_openai import serving
from tests.load import wait
from tests.web_support import SAMPLE, sample_workspace
from ui.web.server import free_port

QUESTION = "新型储能2027年装机目标是多少？"
FACT = "1.8亿千瓦"
_CAP_DAC_OVERRIDE, _PR_CAPBSET_DROP = 1, 24  # linux/capability.h, linux/prctl.h


class BrokenError(AssertionError):
    """A fault that did not end as it must."""


@dataclass(frozen=True, slots=True)
class Home:
    """A data home with the sample in it, and the command line over it."""

    path: Path

    def run(
        self, *args: str, before: Callable[[], None] | None = None, **env: str
    ) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "ui.cli", "--home", str(self.path), *args]
        return subprocess.run(
            command, capture_output=True, text=True, env=os.environ | env, preexec_fn=before, timeout=300
        )  # fmt: skip

    def start(self, *args: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "ui.cli", "--home", str(self.path), *args]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def generation(self) -> Path:
        return self.path / "index" / (self.path / "index" / "CURRENT").read_text().strip()

    @contextmanager
    def served(self, **env: str) -> Iterator[httpx.Client]:
        """A server process over this home."""
        port = free_port("127.0.0.1", 7960)
        command = [sys.executable, "-m", "ui.cli", "--home", str(self.path)]
        server = subprocess.Popen(
            [*command, "ui", "--port", str(port)], stdout=subprocess.DEVNULL, env=os.environ | env
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait(url, 300)
            with httpx.Client(base_url=url, timeout=60) as client:
                yield client
        finally:
            server.terminate()
            server.wait()


def told(done: "subprocess.CompletedProcess[str]") -> str:
    """The one line of a command that failed as it should."""
    line = done.stderr.strip()
    if done.returncode != 1 or "\n" in line:
        raise BrokenError(f"exit {done.returncode}: {line[-300:] or done.stdout[-300:]}")
    return bilingual(line)


def bilingual(line: str) -> str:
    """A message that speaks both languages and goes on to the next step."""
    if line.count(" / ") < 2 or not any("\u4e00" <= c <= "\u9fff" for c in line):
        raise BrokenError(f"not in both languages, or no next step: {line}")
    return line.removeprefix("policy-qa: ")


def whole(home: Home, *expected: str) -> None:
    """All is well: the sample is found, the index is sound, `expected` documents are there too."""
    asked = home.run("ask", QUESTION)
    if asked.returncode or FACT not in asked.stdout:
        raise BrokenError(
            f"the sample is not answered from: {asked.stderr[-300:]}{asked.stdout[-100:]}"
        )
    verified = home.run("index", "verify")
    if verified.returncode:
        raise BrokenError(f"the index is not sound: {verified.stderr}")
    listed = home.run("library", "list").stdout
    for name in ("政策汇编-第九期", *expected):
        if name not in listed:
            raise BrokenError(f"{name} is lost: {listed}")


def written(folder: Path, name: str, sections: int = 1) -> Path:
    """A digest of its own, as long as wanted."""
    asked = "".join(
        f"问：{name}第{n}类项目的补贴标准是多少？\n答：{name}第{n}类项目每千瓦补贴{n}.37元。\n"
        for n in range(1, sections + 1)
    )
    path = folder / f"{name}.txt"
    path.write_text(
        f"近日，星河省能源局印发《{name}管理办法》（以下简称《办法》）。\n{asked}", "utf-8"
    )
    return path


def halved(name: str) -> Callable[[Home, Path], str]:
    """A file of the index cut in the middle."""

    def fault(home: Home, scratch: Path) -> str:
        found = home.generation() / name
        path = max(found.iterdir(), key=lambda p: p.stat().st_size) if found.is_dir() else found
        os.truncate(path, path.stat().st_size // 2)
        said = told(home.run("ask", QUESTION))
        if home.run("index", "build").returncode:
            raise BrokenError("index build does not mend it")
        return said

    return fault


def no_generation(home: Home, scratch: Path) -> str:
    """The index that CURRENT names is gone."""
    shutil.rmtree(home.generation())
    said = told(home.run("ask", QUESTION))
    home.run("index", "build")
    return said


def flipped_byte(home: Home, scratch: Path) -> str:
    """One byte of the vectors is another: `index verify` finds it."""
    path = home.generation() / "vectors.faiss"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    said = told(home.run("index", "verify"))
    home.run("index", "build")
    return said


def library_damaged(home: Home, scratch: Path) -> str:
    """The library's database is half of itself: the files are kept, and go in again."""
    database = home.path / "library.sqlite"
    os.truncate(database, database.stat().st_size // 2)
    said = told(home.run("ask", QUESTION))
    database.unlink()
    kept = home.run("ingest", str(home.path / "files"), str(SAMPLE))
    if kept.returncode:
        raise BrokenError(kept.stderr)
    return said


def killed(*command: str, times: int = 6) -> Callable[[Home, Path], str]:
    """Killed at several moments while it works; then it may finish."""

    def fault(home: Home, scratch: Path) -> str:
        path = written(scratch, "潮汐发电", 400)
        args = [str(path) if a == "FILE" else a for a in command]
        if command[0] == "library":
            home.run("ingest", str(path))
        for moment in range(times):
            process = home.start(*args)
            time.sleep(0.5 + 0.3 * moment)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if FACT not in home.run("ask", QUESTION).stdout:
                raise BrokenError("the sample is not answered from")
        done = home.run(*args)
        if done.returncode and "没有" not in done.stderr:  # what was to be removed may be gone
            raise BrokenError(done.stderr)
        there = "潮汐发电" in home.run("library", "list").stdout
        if there != (command[0] == "ingest"):
            raise BrokenError("the document's state is not the one asked for")
        left = [p.name for p in (home.path / "files").iterdir() if p.suffix == ".part"]
        if left or len([p for p in (home.path / "index").iterdir() if p.is_dir()]) != 1:
            raise BrokenError(f"rests lie about: {left}")
        return f"killed {times} times, nothing to mend"

    return fault


def disk_full(home: Home, scratch: Path) -> str:
    """No file may grow beyond a size: tried from tiny to nearly enough."""
    path = written(scratch, "潮汐发电", 400)
    before = home.run("library", "list").stdout
    said = ""
    for kilobytes in (64, 400):

        def limit(size: int = kilobytes * 1024) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        done = home.run("ingest", str(path), before=limit)
        if done.returncode == 0:
            break
        said = told(done)
    if not said:
        raise BrokenError("the disk was never full")
    home.run("ingest", str(path))
    if home.run("library", "list").stdout == before:
        raise BrokenError("with room again it cannot be added")
    return said


def read_only(home: Home, scratch: Path) -> str:
    """Nothing may be written: answers go on, adding says why not."""
    for path in (home.path, *home.path.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def obey() -> None:  # even for root, permissions hold
        ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, 0, 0, 0)

    try:
        asked = home.run("ask", QUESTION, before=obey)
        if FACT not in asked.stdout:
            raise BrokenError(f"it cannot even be read: {asked.stderr[-300:]}")
        return told(home.run("ingest", str(written(scratch, "潮汐发电")), before=obey))
    finally:
        for path in (home.path, *home.path.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)


def two_writers(home: Home, scratch: Path) -> str:
    """Two processes add at the same moment while a server answers, which then knows both."""
    names = ["潮汐发电", "海上风电"]
    with home.served() as client:
        processes = [home.start("ingest", str(written(scratch, name, 60))) for name in names]
        for process in processes:
            _, wrong = process.communicate()
            if process.returncode:
                raise BrokenError(wrong)
        for name in names:
            answer = asked_of(client, f"{name}第7类项目的补贴标准是多少？")
            if "7.37元" not in str(answer.get("answer")):
                raise BrokenError(f"the server does not know {name}")
    whole(home, *names)
    return "both are in, the running server knows both"


def asked_of(client: httpx.Client, question: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/api/ask", json={"question": question}).json()
    return answer


def model_fails(model: str) -> Callable[[Home, Path], str]:
    """The language model fails: the answer is the quotation, and says so."""

    def fault(home: Home, scratch: Path) -> str:
        with serving() as url:
            address = "http://127.0.0.1:9/v1" if model == "gone" else url
            env = {"POLICY_QA_LLM": f"openai:{model}", "POLICY_QA_LLM_BASE_URL": address}
            with home.served(OPENAI_API_KEY="secret", **env) as client:
                answer = asked_of(client, QUESTION)
                checked = client.post("/pages/check-llm?lang=en", json={}).json()["said"]
        if FACT not in answer["answer"] or not answer.get("notices"):
            raise BrokenError(str(answer)[:300])
        if "secret" in checked or (
            model != "cut" and any("\u4e00" <= c <= "\u9fff" for c in checked)
        ):
            raise BrokenError(checked)
        return str(answer["notices"][0])

    return fault


def model_hangs(home: Home, scratch: Path) -> str:
    """The language model never says a word (given up after a second here, 60 as shipped)."""
    workspace = sample_workspace(home.path)
    with serving() as url:
        os.environ.setdefault("OPENAI_API_KEY", "secret")
        settings = LLMSettings("openai:hang", url, timeout_s=1.0)
        answer = Engine(workspace.store.open(), RagSettings(llm=settings)).ask(QUESTION)
    if FACT not in answer.text or not answer.notices:
        raise BrokenError(answer.text)
    return answer.notices[0]


def feedback_damaged(home: Home, scratch: Path) -> str:
    """The thumbs' database is rubbish: thumbs say so, all the rest works."""
    (home.path / "feedback.sqlite").write_bytes(b"not a database" * 100)
    with home.served() as client:
        lines = client.post("/pages/ask", json={"id": "t", "question": QUESTION}).text
        if FACT not in lines:
            raise BrokenError("no answer")
        page = client.get("/pages/eval", params={"lang": "en"}).json()["html"]
        if "Quick run" not in page or "move a damaged file away" not in page:
            raise BrokenError(f"the evaluation page: {page[:200]}")
        answer = client.post("/api/ask", json={"question": QUESTION}).json()
        given = {"turn": {"id": "t", "question": QUESTION, "answer": answer}, "up": True}
        said = client.post("/pages/feedback", json=given)
    if said.status_code != 500:
        raise BrokenError(f"{said.status_code}: {said.text}")
    return bilingual(said.json()["error"])


FAULTS: dict[str, Callable[[Home, Path], str]] = {
    **{
        f"half of {name}": halved(name)
        for name in ("vectors.faiss", "words", "pieces.npy", "chunks.tsv", "manifest.json")
    },
    "index folder gone": no_generation,
    "one byte of the vectors": flipped_byte,
    "half of library.sqlite": library_damaged,
    "killed while adding": killed("ingest", "FILE"),
    "killed while deleting": killed("library", "remove", "潮汐发电"),
    "disk full": disk_full,
    "read-only data home": read_only,
    "two writers": two_writers,
    "model: no server": model_fails("gone"),
    "model: key refused": model_fails("e401"),
    "model: cut off": model_fails("cut"),
    "model: hangs": model_hangs,
    "feedback.sqlite is rubbish": feedback_damaged,
}


def strike(name: str, template: Path, scratch: Path) -> str:
    """One fault on a copy of a data home; what was said. Raises BrokenError where it ended badly."""
    home = Home(scratch / "home")
    shutil.copytree(template, home.path)
    said = FAULTS[name](home, scratch)
    whole(home)
    return said


def main() -> int:
    chosen = sys.argv[1:] or list(FAULTS)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        sample_workspace(template)
        print("| fault | ends well | what is said |\n|---|---|---|")
        for number, name in enumerate(chosen):
            scratch = Path(folder) / str(number)
            scratch.mkdir()
            try:
                said, well = strike(name, template, scratch), "yes"
            except (BrokenError, subprocess.TimeoutExpired, httpx.HTTPError) as error:
                said, well = f"{type(error).__name__}: {error}", "NO"
                failed += 1
            print(f"| {name} | {well} | {' '.join(said.split())} |", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
