"""What went wrong with a language model, in plain words with the next step."""

import json
from typing import TYPE_CHECKING

from corpus.errors import LLMError
from rag.streams import OutOfTime

if TYPE_CHECKING:
    from rag.llm import LLMSettings

_EXTRAS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "ollama": "ollama",
    "huggingface": "local",
}


class IncompleteReply(LLMError):  # noqa: N818  says what came
    """The reply broke off: `text` is what had come, never to be shown as a whole answer."""

    def __init__(self, message: str, next_step: str, text: str) -> None:
        super().__init__(message, next_step)
        self.text = text


def missing(provider: str) -> LLMError:
    """The provider's package is not installed: says which command installs it."""
    extra = _EXTRAS.get(provider)
    package = f"'policy-qa[{extra}]'" if extra else f"langchain-{provider.replace('_', '-')}"
    return LLMError(
        f"缺少 {provider} 的程序包 / The package for {provider} is not installed.",
        f"请运行 / Run: pip install {package}",
    )


def can_retry(error: Exception) -> bool:
    """Whether the same request may succeed a little later: 429, 5xx, no connection."""
    status = getattr(error, "status_code", None)
    refused = "connect" in type(error).__name__.lower()
    return refused or (isinstance(status, int) and (status == 429 or status >= 500))


def explain(error: Exception, settings: "LLMSettings") -> tuple[str, str]:
    """What went wrong, in plain words, and the next step; the server's own words are left out."""
    name, where = settings.model, settings.base_url or "the provider"
    kind = type(error).__name__.lower()
    status = getattr(error, "status_code", None)
    if isinstance(error, OutOfTime):
        return (
            f"{name} 在 {settings.total_s:g} 秒内没有答完 / {name} did not finish in {settings.total_s:g} s.",
            "请重试或换一个更快的模型 / Try again, or a faster model.",
        )
    if "timeout" in kind:
        return (
            f"{name} 在 {settings.timeout_s:g} 秒内没有回答 / {name} did not answer in {settings.timeout_s:g} s.",
            "请重试或延长超时 / Try again or raise the timeout.",
        )
    if status in (401, 403) or "api_key" in str(error).lower():
        return (
            f"{name} 拒绝了密钥 / {name} refused the API key.",
            "请检查该服务商的密钥环境变量 / Check the provider's key variable.",
        )
    if status == 404:
        return (
            f"{where} 没有模型 {name} / {where} has no model {name}.",
            "请检查模型名和地址 / Check POLICY_QA_LLM and POLICY_QA_LLM_BASE_URL.",
        )
    if status == 429:
        return f"{name} 限流 / {name} is rate limited (429).", "请稍后重试 / Wait and try again."
    if isinstance(status, int) and status >= 500:
        return (
            f"{name} 服务器出错 / {name} had a server error ({status}).",
            "请稍后重试 / Try again later.",
        )
    if "connect" in kind:
        return (
            f"连不上 {name}（{where}） / {name} cannot be reached at {where}.",
            "请检查地址、服务是否启动 / Check the address and that the server runs.",
        )
    if isinstance(error, OSError) and name.startswith("huggingface:"):
        return (
            f"本机没有模型 {name.partition(':')[2]} / The model {name.partition(':')[2]} is not on this machine.",
            "请先下载，或给出模型文件夹 / Download it first, or give its folder.",
        )
    if isinstance(error, (json.JSONDecodeError, ValueError, KeyError, TypeError, AttributeError)):
        return (
            f"{name} 的回答格式不对 / {name} sent a malformed reply ({type(error).__name__}).",
            "请检查地址是否正确 / Check POLICY_QA_LLM_BASE_URL.",
        )
    return (
        f"{name} 出错 / {name} failed ({type(error).__name__}).",
        "请检查模型设置 / Check the model's settings.",
    )
