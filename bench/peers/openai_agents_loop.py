"""openai-agents: an agent with tools, over Chat Completions, tracing off."""

from importlib.metadata import version

from agents import Agent, OpenAIChatCompletionsModel, Runner, function_tool, set_tracing_disabled
from openai import AsyncOpenAI

from bench.peers.common import Task, Tools, Turn, main


def make_turn(task: Task, tools: Tools) -> Turn:
    """The agent, run on the task's messages."""
    set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=task.model_url, api_key="bench", max_retries=0)
    agent = Agent(
        name="Ada",
        instructions=task.system,
        model=OpenAIChatCompletionsModel(model="scripted", openai_client=client),
        tools=[
            function_tool(each)
            for each in (tools.search_knowledge, tools.collect_compliment, tools.ask_a_person)
        ],
    )

    async def turn() -> str:
        lines = [*task.history, ("user", task.question)]
        return str((await Runner.run(agent, [{"role": r, "content": c} for r, c in lines])).final_output)

    return turn


if __name__ == "__main__":
    main(f"openai-agents {version('openai-agents')}", make_turn)
