"""What a reader does in a page, for the tests that drive a browser; their fixtures are in conftest."""

from typing import Any

QUESTION = "新型储能2027年装机目标是多少？"
EVIL = '<img src=x onerror="window.evil=1"><script>window.evil=2</script>![](https://evil.example/a.png)'


def ready(page: Any) -> None:
    page.wait_for_selector("body.ready #transcript[aria-busy=false]")


def ask(page: Any, question: str, turns: int = 1) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    done(page, turns)


def done(page: Any, turns: int) -> None:
    page.wait_for_function(
        "n => document.querySelectorAll('#transcript .turn').length === n && !document.querySelector('#live .turn')",
        arg=turns,
    )


def last(page: Any) -> Any:
    return page.locator("#transcript .turn").last


def toast(page: Any) -> str:
    page.wait_for_function("document.querySelector('#toast').innerText !== ''")
    return str(page.locator("#toast").inner_text())


def tab(page: Any, number: int) -> None:
    page.locator("#pages button[role=tab]:visible").nth(number).click()
